"""Reading the rows of a CSV or Excel file, as text by column.

What a file is, its content says and not its name: a workbook, or text in UTF-8,
UTF-16 or Windows-1252, separated by commas, semicolons, tabs or bars. It is read in a
process of its own, which `kans.imports.child` is.
"""

from kans.imports.reading.limits import (
    PAGE,
    WORKER,
    Limits,
    LimitsExceeded,
    TookTooLong,
)
from kans.imports.reading.process import converted
from kans.imports.reading.sources import (
    FileNotThere,
    FileNotUnderstood,
    FileTooLarge,
    FileWithAGap,
    FileWithoutHeader,
    SheetNotThere,
    Source,
    TooManyRows,
)
from kans.imports.reading.tables import Table, read_rows, read_table

__all__ = [
    "PAGE",
    "WORKER",
    "FileNotThere",
    "FileNotUnderstood",
    "FileTooLarge",
    "FileWithAGap",
    "FileWithoutHeader",
    "Limits",
    "LimitsExceeded",
    "SheetNotThere",
    "Source",
    "Table",
    "TooManyRows",
    "TookTooLong",
    "converted",
    "read_rows",
    "read_table",
]
