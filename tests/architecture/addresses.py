"""Every address of the house, and how to fill it with a record."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter, SlugConverter, UUIDConverter

from kans.foundation.acting.actors import acting_as
from kans.foundation.acting.addresses import CodeConverter
from kans.foundation.journal.journal import open_change
from kans.foundation.records.records import CompanyRow
from tests import builders
from tests.architecture.areas import SHARED
from tests.effort import LONG

NO_RECORDS = {"a_company", "a_user", "an_actor"}  # of a company
SAME = "SAME"


@dataclass(frozen=True)
class Address:
    """A view of ours with the parts that its address asks for."""

    name: str
    view: Any
    parts: dict[str, Any]

    @property
    def declared(self):
        return getattr(self.view, "declared", None)

    @property
    def in_a_company(self):
        return "company" in self.parts

    @property
    def of_a_record(self):
        return bool(self.parts.keys() - {"company"})

    @property
    def area(self):
        return self.view.__module__.split(".")[1]

    def of(self, records):
        """Return those that the page may be about: an id names a record of its area."""
        ids = any(isinstance(part, UUIDConverter) for part in self.parts.values())
        if LONG or "kind" in self.parts or not ids:
            return records
        own = [record for record in records if self._is_of(record)]
        return own or records[:1]

    def _is_of(self, record):
        area = record.__module__.split(".")[1]
        return area == self.area or {area, self.area} <= SHARED

    def doors(self, records):
        """Return its addresses, each with a record that it is the address of."""
        shown = self.of(records) if self.of_a_record else [None]
        return {self.to("cronus", record): record for record in shown}

    def to(self, company, record=None):
        """The address inside a company, with what a record offers for its parts."""
        given = {name: self._part(name, c, record) for name, c in self.parts.items()}
        if self.in_a_company:
            given["company"] = company
        return reverse(self.name, kwargs=given)

    def _part(self, name, converter, record):
        code = getattr(record, "number", "") or getattr(record, "code", "") or "NONE"
        match converter:
            case UUIDConverter():
                return record.pk if record else "01a20000-0000-7000-8000-000000000000"
            case IntConverter():
                return code if isinstance(code, int) else 1
            case SlugConverter():
                return "nowhere"
            case CodeConverter():
                return code
        return record._meta.label_lower if record and name == "kind" else "none"


def addresses(resolver=None, namespace="", parts=None):
    """Walk the URLconf for the views of ours."""
    for entry in (resolver or get_resolver()).url_patterns:
        known = {**(parts or {}), **entry.pattern.converters}
        if not isinstance(entry, URLPattern):
            inner = [part for part in (namespace, entry.namespace) if part]
            yield from addresses(entry, ":".join(inner), known)
        elif entry.callback.__module__.startswith("kans."):
            name = f"{namespace}:{entry.name}" if namespace else entry.name
            yield Address(name, entry.callback, known)


ADDRESSES = list(addresses())


def one_of_each(company):
    """Make a record of each kind that a builder makes without being told anything.

    Those with a number or code share it, so that one address is that of each of them;
    a currency has three letters and keeps its own.
    """
    made = []
    with acting_as(builders.an_actor(company, name="System")):
        for name, build in sorted(vars(builders).items()):
            if (
                name.startswith(("a_", "an_"))
                and name not in NO_RECORDS
                and _asks_nothing(build)
            ):
                result = build()
                made += result if isinstance(result, tuple | list) else [result]
        records = [r for r in made if isinstance(r, CompanyRow) and r.pk]
        for record in {type(record): record for record in records}.values():
            _take_the_same_code(record)
    return records


def _take_the_same_code(record):
    for name in ("number", "code"):
        if isinstance(getattr(record, name, None), str) and _holds_it(record, name):
            setattr(record, name, SAME)
            with open_change("test"):
                type(record).objects.filter(pk=record.pk).update(**{name: SAME})


def _holds_it(record, name):
    return record._meta.get_field(name).max_length >= len(SAME)


def _asks_nothing(build):
    return callable(build) and all(
        parameter.default is not parameter.empty
        or parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}
        for parameter in inspect.signature(build).parameters.values()
    )
