"""Reading CSV and Excel files as rows of text."""

from __future__ import annotations

import re
from datetime import date, datetime
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from kans.imports.reading import (
    PAGE,
    FileNotThere,
    FileNotUnderstood,
    FileTooLarge,
    FileWithAGap,
    FileWithoutHeader,
    SheetNotThere,
    converted,
    read_rows,
    read_table,
)
from kans.imports.rules.heads import NoNamesOfColumns
from tests.imports.pages import a_workbook, with_sheet

ROW_3 = re.compile(rb'<row r="3".*</sheetData>')


@pytest.mark.parametrize(
    "content",
    [
        b"name,city\nBetatech,Utrecht\n",
        b"\xef\xbb\xbfname;city\r\nBetatech;Utrecht\r\n",
        b"name\tcity\n Betatech \t Utrecht\n",
        b'"name","city"\n"Betatech","Utrecht"',
        "name\tcity\nBetatech\tUtrecht\n".encode("utf-16"),
        b'"name, or so";city\nBetatech;Utrecht\n'.replace(b", or so", b""),
    ],
)
def test_csv_as_people_save_it(tmp_path, content):
    file = tmp_path / "rows.csv"
    file.write_bytes(content)

    assert read_rows(file) == [{"name": "Betatech", "city": "Utrecht"}]


def test_excel_cells_become_text(tmp_path):
    book = Workbook()
    book.active.append(["name", "value", "day", "moment", "blank"])
    book.active.append(
        ["Betatech", 4514.5, date(2026, 3, 1), datetime(2026, 3, 1, 9), None]
    )
    book.active.append([" MG ", 10.0, None, None, None])
    book.save(tmp_path / "rows.xlsx")

    assert [list(row.values()) for row in read_rows(tmp_path / "rows.xlsx")] == [
        ["Betatech", "4514.5", "2026-03-01", "2026-03-01", ""],
        ["MG", "10", "", "", ""],
    ]


def test_short_lines_are_filled_up(tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text("name,city\nBetatech\n")

    assert read_rows(file) == [{"name": "Betatech", "city": ""}]


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("absent.csv", None, FileNotThere),
        ("empty.csv", b"", FileWithoutHeader),
        ("neither.csv", b"name\nCaf\xe9 \x81\n", FileNotUnderstood),
        ("picture.csv", b"\x89PNG\r\n\0\0", FileNotUnderstood),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", FileNotUnderstood),
        ("halved.xlsx", b"PK\x03\x04 and no more", FileNotUnderstood),
        ("broken.csv", b'name\n"never closed\n', FileNotUnderstood),
    ],
)
def test_what_cannot_be_read_says_so(tmp_path, name, content, refusal):
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(refusal, match=name):
        read_rows(file)


def test_a_damaged_or_unreasonable_workbook_is_refused(tmp_path):
    wide = Workbook()
    wide.active.append(["x"] * 1001)
    wide.save(tmp_path / "wide.xlsx")
    with ZipFile(tmp_path / "hollow.xlsx", "w") as packed:
        packed.writestr("hello.txt", "no workbook")

    with pytest.raises(FileTooLarge, match=r"wide\.xlsx"):
        read_rows(tmp_path / "wide.xlsx")
    with pytest.raises(FileNotUnderstood, match=r"hollow\.xlsx"):
        read_rows(tmp_path / "hollow.xlsx")


def test_the_content_says_what_a_file_is_and_not_its_name(tmp_path):
    book = Workbook()
    book.active.append(["name"])
    book.active.append(["Betatech"])
    book.save(tmp_path / "rows.xlsx")
    misnamed = (tmp_path / "rows.xlsx").rename(tmp_path / "rows.csv")

    assert read_rows(misnamed) == [{"name": "Betatech"}]


def test_letters_of_windows_are_read_as_such(tmp_path):
    (tmp_path / "rows.csv").write_bytes("name;city\nCafé €;Ürk\n".encode("cp1252"))

    assert read_rows(tmp_path / "rows.csv") == [{"name": "Café €", "city": "Ürk"}]


def test_what_was_made_harmless_is_as_it_was(tmp_path):
    (tmp_path / "rows.csv").write_text("name,phone\n'=1+1,'+31 20 123\n''-x,'s\n")

    assert [list(row.values()) for row in read_rows(tmp_path / "rows.csv")] == [
        ["=1+1", "+31 20 123"],
        ["'-x", "'s"],
    ]


def test_formulas_give_their_last_results(tmp_path):
    book = Workbook()
    book.active.append(["name", "value"])
    book.active.append(["Betatech", "=1+1"])
    book.save(tmp_path / "rows.xlsx")

    table = read_table(tmp_path / "rows.xlsx")

    assert table.source.formulas
    assert table.rows == {2: {"name": "Betatech", "value": ""}}


def test_columns_of_one_name_or_none_are_told_apart(tmp_path):
    (tmp_path / "rows.csv").write_text("name,,name\nBetatech,x,y\n")

    assert read_rows(tmp_path / "rows.csv") == [
        {"name": "Betatech", "Column 2": "x", "name (2)": "y"}
    ]


def test_a_first_line_of_values_is_no_header(tmp_path):
    (tmp_path / "rows.csv").write_text('Betatech,2026-01-02,"1,50",jo@x.nl\n')

    with pytest.raises(NoNamesOfColumns, match="it holds 2026-01-02"):
        read_rows(tmp_path / "rows.csv")


def test_a_workbook_of_several_sheets_has_the_first_that_holds_something(tmp_path):
    book = Workbook()
    for title, name in [("About", None), ("Rows", "Betatech"), ("More", "Acme")]:
        sheet = book.create_sheet(title)
        if name:
            sheet.append(["name"])
            sheet.append([name])
    book.remove(book.worksheets[0])
    book.save(tmp_path / "rows.xlsx")

    def staged(sheet):
        path, rows = tmp_path / "rows.xlsx", tmp_path / "rows"
        converted(path, rows, name="rows.xlsx", limits=PAGE, sheet=sheet)
        return rows.read_text()

    source = read_table(tmp_path / "rows.xlsx").source

    assert (source.sheets, source.sheet) == (("About", "Rows", "More"), "Rows")
    assert staged("More") == '[2, ["Acme"]]\n'
    with pytest.raises(SheetNotThere, match="no sheet Rest"):
        staged("Rest")


def test_a_row_far_below_is_refused_at_once_and_blank_ones_are_no_rows(tmp_path):
    far = a_workbook(["name"], ["Betatech"], ["Acme"])

    def moved(to, *, blank=False):
        cells = b"" if blank else b'<c r="A3" t="inlineStr"><is><t>A</t></is></c>'
        row = b'<row r="%d">%s</row></sheetData>' % (to, cells)
        path = tmp_path / "rows.xlsx"
        path.write_bytes(with_sheet(far, lambda xml: ROW_3.sub(row, xml)))
        return path

    assert list(read_table(moved(10_003)).rows) == [2, 10_003]
    with pytest.raises(FileWithAGap, match="10,000 blank rows above row 10,004"):
        read_rows(moved(10_004))
    assert len(read_rows(moved(1_048_576, blank=True))) == 1
    with pytest.raises(FileNotUnderstood, match="cannot be read as a table"):
        read_rows(moved(90_000_000_000))


def test_a_workbook_that_unpacks_to_very_much_is_refused(tmp_path):
    with ZipFile(tmp_path / "bomb.xlsx", "w", ZIP_DEFLATED) as packed:
        for number in range(3):
            packed.writestr(f"xl/worksheets/sheet{number}.xml", bytes(90 * 1024**2))
    with ZipFile(tmp_path / "styles.xlsx", "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/styles.xml", bytes(17 * 1024**2))

    with pytest.raises(FileTooLarge, match="unpacks to more than 256 MB"):
        read_rows(tmp_path / "bomb.xlsx")
    with pytest.raises(FileTooLarge, match="one part of it to more than 16 MB"):
        read_rows(tmp_path / "styles.xlsx")
