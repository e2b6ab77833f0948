"""How the columns of somebody's file become the fields of our records.

A mapping renames columns, maps values, fills in defaults, looks values up in other
files, and names what is to be set up first. Rules only: no file, no database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Row = dict[str, str]

PLACE = re.compile(r"\{([^{}]*)\}")
OTHERWISE = "*"
SECTIONS = {"columns", "values", "defaults", "lookup", "fallback", "setup", "format"}


class MappingNotUnderstood(DomainError):
    message = _("The mapping cannot be used: %(why)s. See docs/import.md.")


class ColumnMissing(DomainError):
    message = _(
        "The file has no column %(column)s, which the mapping reads for %(field)s. "
        "It has: %(columns)s."
    )


class FieldUnknown(DomainError):
    message = _("There is no field %(field)s to import. Choose from: %(fields)s.")


@dataclass(frozen=True)
class Lookup:
    """A value found in another file: `price = products[product].sales_price`."""

    by: str
    table: Mapping[str, str]


@dataclass(frozen=True)
class SetUp:
    """What is created before the rows when it is not there yet."""

    sales_cycles: tuple[Mapping[str, Any], ...] = ()
    close_codes: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class ColumnMapping:
    """One file's mapping, from the columns of its rows to the fields we know.

    Only in one that somebody wrote are braces a template; names of columns may hold
    some, too.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    fallback: Mapping[str, str] = field(default_factory=dict)
    set_up: SetUp = field(default_factory=SetUp)
    language: str = "en"
    own_numbers: bool = False  # the numbers in the file are those of this company
    templates: bool = False

    def apply(self, row: Row) -> Row:
        """The row by our fields: column or template, value map, look-up, default.

        A look-up and a default apply where what is there is blank or 0.
        """
        fields = {name: self._read(name, row) for name in self.columns}
        for name, lookup in self.lookups.items():
            if _is_empty(fields.get(name, "")):
                fields[name] = lookup.table.get(self._read_by(lookup.by, row), "")
        for name, value in self.defaults.items():
            if _is_empty(fields.get(name, "")):
                fields[name] = value
        return fields

    def must_fit(self, columns: Iterable[str], known: Iterable[str]) -> None:
        """Refuse a mapping that reads columns or fills fields that are not there."""
        there, fields = list(columns), list(known)
        for name in (*self.columns, *self.defaults, *self.lookups):
            if name not in fields:
                raise FieldUnknown(field=name, fields=", ".join(fields))
        for name, source in self.columns.items():
            for column in self._columns_of(source):
                if column not in there:
                    raise ColumnMissing(
                        column=column, field=name, columns=", ".join(there)
                    )

    @classmethod
    def same_names(cls, columns: Iterable[str], known: Iterable[str]) -> ColumnMapping:
        """Without a mapping, the columns that bear the names of our fields."""
        fields = set(known)
        return cls(columns={name: name for name in columns if name in fields})

    def _read(self, name: str, row: Row) -> str:
        source = self.columns[name]
        if self._is_template(source):
            text = PLACE.sub(lambda found: self._mapped(found[1], row), source)
        else:
            text = row.get(source, "")
        return self._translated(name, text.strip())

    def _columns_of(self, source: str) -> list[str]:
        return PLACE.findall(source) if self._is_template(source) else [source]

    def _is_template(self, source: str) -> bool:
        return self.templates and "{" in source

    def _read_by(self, column: str, row: Row) -> str:
        return self._mapped(column, row)

    def _mapped(self, column: str, row: Row) -> str:
        return self._translated(column, row.get(column, "").strip())

    def _translated(self, name: str, text: str) -> str:
        known = self.values.get(name, {})
        return known.get(text, known.get(OTHERWISE, text))


def parse(
    document: Mapping[str, Any], tables: Mapping[str, list[Row]]
) -> ColumnMapping:
    """A mapping from its TOML document and the rows of the files it looks into."""
    unknown = set(document) - SECTIONS
    if unknown:
        raise MappingNotUnderstood(why=f"[{min(unknown)}] is no section of it")
    return ColumnMapping(
        columns=_texts(document, "columns"),
        values={
            name: {
                str(k): str(v) for k, v in _section(document["values"], name).items()
            }
            for name in document.get("values", {})
        },
        defaults=_texts(document, "defaults"),
        lookups={
            name: _lookup(name, _section(document["lookup"], name), tables)
            for name in document.get("lookup", {})
        },
        fallback=_texts(document, "fallback"),
        set_up=SetUp(
            sales_cycles=tuple(_section(document, "setup").get("sales_cycle", ())),
            close_codes=tuple(_section(document, "setup").get("close_code", ())),
        ),
        language=str(_section(document, "format").get("language", "en")),
        own_numbers=_section(document, "format").get("own_numbers") is True,
        templates=True,
    )


def files_of(document: Mapping[str, Any]) -> list[str]:
    """The names of the other files that a mapping looks into."""
    lookups = _section(document, "lookup")
    return [str(_section(lookups, name).get("file", "")) for name in lookups]


def _lookup(
    name: str, section: Mapping[str, Any], tables: Mapping[str, list[Row]]
) -> Lookup:
    absent = {"file", "by", "key", "value"} - set(section)
    if absent:
        raise MappingNotUnderstood(why=f"lookup.{name} lacks {min(absent)}")
    rows = tables[section["file"]]
    for column in (section["key"], section["value"]):
        if rows and column not in rows[0]:
            raise MappingNotUnderstood(why=f"{section['file']} has no column {column}")
    table = {row[section["key"]]: row[section["value"]] for row in rows}
    return Lookup(by=section["by"], table=table)


def _section(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = document.get(name, {})
    if not isinstance(section, dict):
        raise MappingNotUnderstood(why=f"{name} is not a section")
    return section


def _texts(document: Mapping[str, Any], name: str) -> dict[str, str]:
    return {key: str(value) for key, value in _section(document, name).items()}


def _is_empty(text: str) -> bool:
    return not text.strip("0.,")
