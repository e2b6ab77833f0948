"""What a file of rows was recognised as, and why one cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.text import formats

if TYPE_CHECKING:
    from collections.abc import Mapping


class FileNotThere(DomainError):
    message = _("There is no file %(file)s. Check the path.")


class FileNotUnderstood(DomainError):
    field = "file"
    message = _(
        "%(file)s cannot be read as a table. "
        "Save it as CSV in UTF-8 or as Excel (xlsx)."
    )


class TitleTooLong(FileNotUnderstood):
    message = _(
        "A sheet of %(file)s has a name of more than %(most)s characters, which Excel "
        "does not allow. Give it a shorter name, or save just the table as CSV."
    )


class FileTooLarge(DomainError):
    field = "file"
    message = _(
        "%(file)s is too large to be read: it has more than %(columns)s columns, or "
        "unpacks to more than %(megabytes)s MB, or one part of it to more than "
        "%(part)s MB. Save just the table, as CSV."
    )


class FileWithAGap(DomainError):
    field = "file"
    message = _(
        "%(file)s has more than %(most)s blank rows above row %(row)s. Delete these "
        "blank rows, and save the file."
    )


class FileWithoutHeader(DomainError):
    field = "file"
    message = _("%(file)s is empty. Its first line must hold the names of the columns.")


class TooManyRows(DomainError):
    field = "file"
    message = _(
        "This file has more than %(most)s rows. Split it, or use kans import on the "
        "server."
    )


class SheetNotThere(DomainError):
    field = "sheet"
    message = _("The workbook has no sheet %(sheet)s. Choose from: %(sheets)s.")


REFUSALS = {
    refusal.__name__: refusal
    for refusal in (
        FileNotUnderstood,
        TitleTooLong,
        FileTooLarge,
        FileWithAGap,
        FileWithoutHeader,
        TooManyRows,
        SheetNotThere,
    )
}
FIGURES = ("most", "row")


def refused(answer: Mapping[str, Any], **known: Any) -> DomainError:
    """Return the refusal of that name, with its facts as people read them."""
    facts = {**known, **answer["facts"]}
    for name in FIGURES:
        if name in facts:
            facts[name] = formats.number(facts[name])
    return REFUSALS[answer["refused"]](**facts)


@dataclass(frozen=True)
class Source:
    """What a file was recognised as."""

    name: str
    delimiter: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    formulas: bool = False

    @classmethod
    def of(cls, name: str, told: Mapping[str, Any]) -> Source:
        return cls(
            name,
            delimiter=told.get("delimiter", ""),
            sheets=tuple(told.get("sheets", ())),
            sheet=told.get("sheet", ""),
            formulas=told.get("formulas", False),
        )

    @property
    def writes_comma(self) -> bool:
        """Whether a decimal comma is likely: Excel then separates by semicolons."""
        return self.delimiter == ";"
