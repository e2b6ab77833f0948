"""What people do with quotes and orders. Each action looks, decides, then writes."""

from kans.sales.actions.assigning import assign_opportunity, assign_quote
from kans.sales.actions.editing import (
    edit_document,
    release_document,
    reopen_document,
)
from kans.sales.actions.ending import (
    cancel_order,
    complete_order,
    delete_document,
    make_order,
)
from kans.sales.actions.lines import add_lines, delete_lines, edit_line, move_line
from kans.sales.actions.quoting import create_quote
from kans.sales.actions.restoring import restore_version
from kans.sales.actions.versions import keep_version

__all__ = [
    "add_lines",
    "assign_opportunity",
    "assign_quote",
    "cancel_order",
    "complete_order",
    "create_quote",
    "delete_document",
    "delete_lines",
    "edit_document",
    "edit_line",
    "keep_version",
    "make_order",
    "move_line",
    "release_document",
    "reopen_document",
    "restore_version",
]
