"""Salespeople and contacts out of a file: a row fills in a form, as a person would."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.forms import CharField, TypedChoiceField

from kans.contacts.actions import create_contact
from kans.contacts.models import Contact, ContactType
from kans.foundation.actions import for_each
from kans.foundation.errors import DomainError
from kans.foundation.form_fields import (
    CodeEntryField,
    PercentEntryField,
    RecordField,
    from_model,
)
from kans.foundation.forms import ActionForm
from kans.imports.outcomes import Outcomes, Problem
from kans.imports.rows import RepeatedInFile
from kans.team.actions import create_salesperson
from kans.team.models import Salesperson

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet
    from django.forms import Field

    from kans.foundation.records import CompanyRecord
    from kans.imports.rows import NumberedRow


class RowNotUnderstood(DomainError):
    """What the form says of a row, by field."""

    def __init__(self, form: ActionForm) -> None:
        super().__init__()
        self.reasons = [
            (name, str(reason))
            for name, reasons in form.errors.items()
            for reason in reasons
        ]

    def problems(self, line: int) -> list[Problem]:
        return [Problem(line, name, reason) for name, reason in self.reasons]


@dataclass(frozen=True)
class People:
    """A kind of people: the form a row fills in, and the action that takes it."""

    model: type[Salesperson | Contact]
    form: type[ActionForm]
    create: Callable[..., CompanyRecord]

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.form.base_fields)

    def load(self, rows: Sequence[NumberedRow]) -> Outcomes:
        """Create those of a chunk of rows that are not known by their external id."""
        outcomes = Outcomes()
        known = self._known(rows)
        new = [row for row in rows if row.fields.get("external_id") not in known]
        outcomes.known = len(rows) - len(new)
        create = partial(self._create, seen=set())
        for refused in for_each(self.create.__name__, create, new):
            for row, error in ((each.row, each.error) for each in refused):
                if isinstance(error, RowNotUnderstood):
                    outcomes.report(error.problems(row.line))
                else:
                    outcomes.refuse(row.line, error)
        outcomes.created = len(new) - outcomes.refused
        return outcomes

    def _known(self, rows: Sequence[NumberedRow]) -> set[str]:
        wanted = {row.fields.get("external_id", "") for row in rows} - {""}
        records: QuerySet[Any] = self.model._default_manager.all()
        found = records.filter(external_id__in=wanted)
        return set(found.values_list("external_id", flat=True))

    def _create(self, row: NumberedRow, *, seen: set[str]) -> None:
        external_id = row.fields.get("external_id", "")
        if external_id in seen:
            raise RepeatedInFile(text=external_id, at="external_id")
        form = self.form(row.fields)
        if not form.is_valid():
            raise RowNotUnderstood(form)
        given = {name: value for name, value in form.arguments().items() if value}
        self.create(**given)
        seen |= {external_id} - {""}


def row_form(
    model: type[CompanyRecord], *names: str, **more: Field
) -> type[ActionForm]:
    """A form with these fields of a model, and more that the model cannot make."""
    made = {name: from_model(model, name) for name in ("external_id", *names)}
    return type(f"{model.__name__}Row", (ActionForm,), {**made, **more})


SALESPEOPLE = People(
    Salesperson,
    row_form(
        Salesperson,
        *("code", "name", "job_title", "email", "email_2", "phone"),
        commission=PercentEntryField(required=False),
    ),
    create_salesperson,
)
CONTACTS = People(
    Contact,
    row_form(
        Contact,
        *("first_name", "middle_name", "surname", "job_title"),
        *("address", "address_2", "post_code", "city", "county", "country"),
        *("phone", "mobile_phone", "email", "home_page", "language", "vat_number"),
        name=CharField(max_length=100, required=False),
        number=CodeEntryField(max_length=20, required=False),
        type=TypedChoiceField(
            choices=ContactType.choices,
            coerce=ContactType,
            empty_value=None,
            required=False,
        ),
        company_contact=RecordField(
            Contact.objects.companies,
            lookup="contacts:lookup",
            required=False,
        ),
        salesperson=RecordField(Salesperson.objects.all, by="code", required=False),
    ),
    create_contact,
)
