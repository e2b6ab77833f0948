"""Excel: openpyxl makes the workbook with its head, and the rows are put into it.

So rows can be written piece by piece, by one process or several, in flat memory.
Texts are cells of the type text: a formula in one is never worked out.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import TYPE_STRING
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from kans.foundation.text.formulas import looks_like_a_formula
from kans.lists.files.tables import Look, as_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from kans.lists.files.tables import Head, Plain, Row, Table

SHEET = "xl/worksheets/sheet1.xml"
END_OF_ROWS = b"</sheetData>"
FIRST_DAY = date(1900, 3, 1)  # Excel counts days from here on as everybody does
LONGEST_TITLE, LONGEST_TEXT = 31, 32_767
# What no XML may hold, or a workbook cannot be read again.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\']")

# Excel writes these two in the language of whoever reads them.
DAY, MOMENT = "mm-dd-yy", "m/d/yy h:mm"
PLAIN = "General"


class WorkbookFile:
    """A table as a workbook with one sheet: bold head that stays, filter, widths."""

    suffix = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    most_rows: int | None = 1_048_575

    def __init__(self, table: Table) -> None:
        self.table = table
        self._letters = [get_column_letter(n + 1) for n in range(len(table.heads))]
        book = Workbook()
        sheet = book.worksheets[0]
        self._styles = [_style(sheet, _format(head)) for head in table.heads]
        self._text = _style(sheet, PLAIN)
        self._shielded = _style(sheet, PLAIN, shield=True)
        sheet.delete_rows(1)
        self._book = book

    def written(self, rows: Iterable[Row], *, before: int) -> str:
        return "".join(
            self._row(row, number) for number, row in enumerate(rows, start=before + 2)
        )

    def file(self, written: Iterable[bytes], *, count: int) -> Iterator[bytes]:
        shell = self._shell(count)
        head, end, foot = shell.read(SHEET).partition(END_OF_ROWS)
        sink = _Sink()
        with ZipFile(sink, "w", ZIP_DEFLATED) as packed:  # type: ignore[call-overload]
            for name in shell.namelist():
                if name != SHEET:
                    packed.writestr(name, shell.read(name))
            with packed.open(SHEET, "w") as sheet:
                sheet.write(head)
                for piece in written:
                    sheet.write(piece)
                    yield sink.taken()
                sheet.write(end + foot)
        yield sink.taken()

    def _row(self, row: Row, number: int) -> str:
        styles = zip(row, self._letters, self._styles, self.table.heads, strict=True)
        cells = (
            self._cell(value, f"{letter}{number}", style, head)
            for value, letter, style, head in styles
        )
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _cell(self, value: Plain, place: str, style: int, head: Head) -> str:
        match value:
            case None | "":
                return ""
            case str():
                return self._text_cell(value, place)
            case date() if _day(value) < FIRST_DAY:
                return self._text_cell(_day(value).isoformat(), place)
            case date():
                number = f"{_days(value):.16g}"
            case _:
                number = f"{as_decimal(value, head.decimals):f}"
        return f'<c r="{place}" s="{style}"><v>{number}</v></c>'

    def _text_cell(self, text: str, place: str) -> str:
        style = self._shielded if looks_like_a_formula(text) else self._text
        lines = _legal(text.replace("\r\n", "\n"))
        content = escape(lines.replace("\r", "\n")[:LONGEST_TEXT])
        return (
            f'<c r="{place}" s="{style}" t="inlineStr">'
            f'<is><t xml:space="preserve">{content}</t></is></c>'
        )

    def _shell(self, count: int) -> ZipFile:
        """The workbook without its rows, by openpyxl."""
        sheet = self._book.worksheets[0]
        title = NOT_IN_A_TITLE.sub(" ", _legal(self.table.title))
        sheet.title = title[:LONGEST_TITLE] or "1"
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{self._letters[-1]}{count + 1}"
        for letter, head in zip(self._letters, self.table.heads, strict=True):
            cell: Cell = sheet[f"{letter}1"]
            cell.value = _legal(head.caption)
            cell.data_type = TYPE_STRING
            cell.font = Font(bold=True)
            sheet.column_dimensions[letter].width = head.width
        file = BytesIO()
        self._book.save(file)
        return ZipFile(file)


class _Sink:
    """Takes what a zip file writes, and hands it on."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        whole = b"".join(self._parts)
        self._parts.clear()
        return whole


def _legal(text: str) -> str:
    return NOT_IN_XML.sub("", text)


def _style(sheet: Worksheet, number_format: str, *, shield: bool = False) -> int:
    """The number of a style in the workbook."""
    cell: Any = sheet.cell(row=1, column=sheet.max_column + 1)
    cell.number_format = number_format
    if shield:
        cell.quotePrefix = True
    return int(cell.style_id)


def _format(head: Head) -> str:
    match head.look:
        case Look.DAY:
            return DAY
        case Look.MOMENT:
            return MOMENT
        case Look.MONEY:
            return "#,##0" + _places(head)
        case _:
            return "0" + _places(head) if head.decimals is not None else PLAIN


def _places(head: Head) -> str:
    return "." + "0" * head.decimals if head.decimals else ""


def _days(value: date) -> float:
    """The day as Excel counts it, with the time of the day behind the point."""
    return float(to_excel(value))  # type: ignore[no-untyped-call]


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
