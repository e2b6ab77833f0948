"""Reading CSV and Excel files as rows of text."""

from __future__ import annotations

from datetime import date, datetime
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from kans.imports.reading import (
    FileNotThere,
    FileNotUnderstood,
    FileTooLarge,
    FileWithoutHeader,
    read_rows,
)


@pytest.mark.parametrize(
    "content",
    [
        b"name,city\nBetatech,Utrecht\n",
        b"\xef\xbb\xbfname;city\r\nBetatech;Utrecht\r\n",
        b"name\tcity\n Betatech \t Utrecht\n",
        b'"name","city"\n"Betatech","Utrecht"',
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
        ("latin.csv", b"name\nCaf\xe9\n", FileNotUnderstood),
        ("broken.csv", b'name\n"never closed\n', FileNotUnderstood),
        ("broken.xlsx", b"this is no zip", FileNotUnderstood),
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
