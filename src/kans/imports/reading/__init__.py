"""Reading the rows of a CSV or Excel file, as text by column.

What a file is, its content says and not its name: a workbook, or text in UTF-8,
UTF-16 or Windows-1252, separated by commas, semicolons, tabs or bars.
"""

from kans.imports.reading.sources import (
    FileNotThere,
    FileNotUnderstood,
    FileTooLarge,
    FileWithoutHeader,
    SheetNotThere,
    Source,
)
from kans.imports.reading.tables import read_rows, recognised, table_of
from kans.imports.reading.workbooks import FileWithAGap

__all__ = [
    "FileNotThere",
    "FileNotUnderstood",
    "FileTooLarge",
    "FileWithAGap",
    "FileWithoutHeader",
    "SheetNotThere",
    "Source",
    "read_rows",
    "recognised",
    "table_of",
]
