"""Salespeople, contacts, items out of a file: a row fills in a form, as one would."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.forms import BooleanField, CharField, TypedChoiceField
from django.utils.translation import gettext_lazy as _

from kans.contacts.actions import create_contact, edit_contact
from kans.contacts.actions.judging import doubts_noted
from kans.contacts.models import Contact, ContactType
from kans.foundation.actions.action import for_each
from kans.foundation.errors import DomainError
from kans.foundation.strings import normalised
from kans.foundation.text.numbers import read_number
from kans.imports.known import changed, known_among, snapshot
from kans.imports.outcomes import Outcomes, Problem
from kans.imports.rows import RepeatedInFile
from kans.imports.rules.references import contact_meant
from kans.imports.rules.whole_file import works_for_another
from kans.imports.words import chosen, yes_or_no
from kans.team.actions import create_salesperson, edit_salesperson
from kans.team.models import Salesperson
from kans.trade.actions import create_item, edit_item
from kans.trade.models import Item, ItemType, UnitOfMeasure, VatItemGroup
from kans.web.form_fields import (
    CodeEntryField,
    NumberEntryField,
    PercentEntryField,
    PriceEntryField,
    RecordField,
    from_model,
)
from kans.web.forms import ActionForm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.forms import Field

    from kans.customers.models import Customer
    from kans.foundation.records.records import CompanyRecord
    from kans.imports.rows import NumberedRow
    from kans.imports.rules.mapping import Row
    from kans.imports.rules.whole_file import WholeFile


class RowNotUnderstood(DomainError):
    """What the form says of a row, by field."""

    def __init__(self, reasons: list[tuple[str, str]]) -> None:
        super().__init__()
        self.reasons = reasons

    def problems(self, line: int) -> list[Problem]:
        return [Problem(line, name, reason) for name, reason in self.reasons]


class TypeDiffers(DomainError):
    field = "type"
    message = _(
        "%(name)s is a %(type)s here. Change its type on its card, or leave the type "
        "out of the file."
    )


@dataclass(frozen=True)
class Kept:
    """A kind of records: the form a row fills in, and the actions that take it."""

    model: type[Salesperson | Contact | Item | Customer]
    by: str  # what people call one by
    form: type[ActionForm]
    create: Callable[..., CompanyRecord]
    edit: Callable[..., CompanyRecord]

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.form.base_fields)

    def load(
        self,
        rows: Sequence[NumberedRow],
        *,
        file: WholeFile,
        language: str = "en",
        update: bool = False,
    ) -> Outcomes:
        """Create those of a chunk of rows that are not known; update the others, or
        leave them.
        """
        outcomes = Outcomes()
        records: Any = self.model._default_manager.all()
        known: dict[int, Any] = known_among(records, rows, by=self.by)
        new = [row for row in rows if row.line not in known]
        create = partial(self._create, language=language, seen=set(), file=file)
        outcomes.created = len(new) - each(self.create, create, new, outcomes)
        old = [row for row in rows if row.line in known]
        if update:
            edit = partial(
                self._edit, known=known, language=language, told=outcomes, file=file
            )
            each(self.edit, edit, old, outcomes)
        else:
            outcomes.known = len(old)
        return outcomes

    def _create(
        self, row: NumberedRow, *, language: str, seen: set[str], file: WholeFile
    ) -> None:
        with once_each(row, seen):
            self.create(**self.told(row.fields, language, file))

    def _edit(
        self,
        row: NumberedRow,
        *,
        known: dict[int, Any],
        language: str,
        told: Outcomes,
        file: WholeFile,
    ) -> None:
        """Change what the row tells; what it leaves blank stays."""
        record = known[row.line]
        given = self.changes(row.fields, language, file)
        if self.model is Contact:
            must_stay(record, given.pop("type", None))
        before = snapshot(record, self.fields)
        after = snapshot(self.edit(record, **given), self.fields)
        told.edited(changed(row.line, str(record), before, after))

    def told(self, row: Row, language: str, file: WholeFile) -> dict[str, Any]:
        """What a new record is told: all but what is blank."""
        given = self._arguments(row, self.fields, language, file)
        return {name: value for name, value in given.items() if value}

    def changes(self, row: Row, language: str, file: WholeFile) -> dict[str, Any]:
        """What a known record is told: what is not blank in the file."""
        names = [name for name in self.fields if row.get(name)]
        given = self._arguments(row, names, language, file)
        given.pop(self.by, None)
        return given

    def _arguments(
        self, row: Row, names: Sequence[str], language: str, file: WholeFile
    ) -> dict[str, Any]:
        """The fields of a row as an action takes them."""
        typed: dict[str, Any] = {}
        reasons: list[tuple[str, str]] = []
        for name in names:
            try:
                typed[name] = self._typed(name, row, language, file)
            except DomainError as error:
                reasons.append((name, str(error)))
        form = self.form(typed, only=[name for name in names if name in typed])
        reasons += [
            (name, str(reason)) for name, said in form.errors.items() for reason in said
        ]
        if reasons:
            raise RowNotUnderstood(reasons)
        return form.arguments()

    def _typed(self, name: str, row: Row, language: str, file: WholeFile) -> Any:
        """What a form understands: words of any language, the file's notation."""
        text = row.get(name, "")
        field = self.form.base_fields[name]
        match field:
            case _ if not text:
                return None if isinstance(field, BooleanField) else text
            case TypedChoiceField():
                choices: Any = field.coerce
                return chosen(text, choices).value
            case BooleanField():
                return yes_or_no(text)
            case NumberEntryField():
                return read_number(text, language, is_judged=True)
        if name == "company_contact":
            if not works_for_another(row):
                return ""
            return _called(text, Contact.objects.companies(), file, name)
        if name == "primary_contact":
            return _called(text, Contact.objects.all(), file, name)
        return text


def _called(text: str, among: Any, file: WholeFile, at: str) -> Contact:
    """Return the contact that a row refers to; part of a name is not enough."""
    meant = Q(external_id=text) | Q(number=text.upper()) | Q(name_key=normalised(text))
    found = among.filter(meant).order_by("number")
    return contact_meant(text, found, is_foreign=file.is_foreign, at=at)


def each(
    action: Callable[..., Any],
    act: Callable[[NumberedRow], None],
    rows: Sequence[NumberedRow],
    outcomes: Outcomes,
) -> int:
    """Do it with each row; how many were refused."""
    count = 0

    def act_and_note(row: NumberedRow) -> None:
        with doubts_noted() as doubts:
            act(row)
        outcomes.remark(row.line, doubts)

    for refused in for_each(action.__name__, act_and_note, rows):
        count += len(refused)
        for one in refused:
            if isinstance(one.error, RowNotUnderstood):
                outcomes.report(one.error.problems(one.row.line))
            else:
                outcomes.refuse(one.row.line, one.error)
    return count


@contextmanager
def once_each(row: NumberedRow, seen: set[str]) -> Iterator[None]:
    """Of rows with one external id, only the first goes in."""
    external_id = row.fields.get("external_id", "")
    if external_id in seen:
        raise RepeatedInFile(text=external_id, at="external_id")
    yield
    seen |= {external_id} - {""}


def must_stay(record: Contact | Customer, type_: ContactType | None) -> None:
    """A file does not make a person of a company, nor a company of a person."""
    if type_ and type_ != record.type:
        label = ContactType(record.type).label
        raise TypeDiffers(name=str(record), type=label)


def row_form(
    model: type[CompanyRecord], *names: str, **more: Field
) -> type[ActionForm]:
    """A form with these fields of a model, and more that the model cannot make."""
    made = {name: from_model(model, name) for name in ("external_id", *names)}
    return type(f"{model.__name__}Row", (ActionForm,), {**made, **more})


def type_field() -> Field:
    """Whether a row is a company or a person; blank: what the action makes of it."""
    return TypedChoiceField(
        choices=ContactType.choices,
        coerce=ContactType,
        empty_value=None,
        required=False,
    )


SALESPEOPLE = Kept(
    Salesperson,
    "code",
    row_form(
        Salesperson,
        *("code", "name", "job_title", "email", "email_2", "phone"),
        commission=PercentEntryField(required=False),
        blocked=from_model(Salesperson, "blocked"),
        privacy_blocked=from_model(Salesperson, "privacy_blocked"),
    ),
    create_salesperson,
    edit_salesperson,
)
CONTACTS = Kept(
    Contact,
    "number",
    row_form(
        Contact,
        *("first_name", "middle_name", "surname", "job_title"),
        *("address", "address_2", "post_code", "city", "county", "country"),
        *("phone", "mobile_phone", "email", "home_page", "language", "vat_number"),
        *("privacy_blocked", "minor", "parental_consent"),
        name=CharField(max_length=100, required=False),
        number=CodeEntryField(max_length=20, required=False),
        type=type_field(),
        company_contact=RecordField(
            Contact.objects.companies,
            lookup="contacts:lookup",
            required=False,
        ),
        salesperson=RecordField(Salesperson.objects.all, by="code", required=False),
    ),
    create_contact,
    edit_contact,
)
ITEMS = Kept(
    Item,
    "number",
    row_form(
        Item,
        *("description", "price_includes_vat", "blocked"),
        number=CodeEntryField(max_length=20, required=False),
        type=TypedChoiceField(
            choices=ItemType.choices,
            coerce=ItemType,
            empty_value=None,
            required=False,
        ),
        unit=RecordField(UnitOfMeasure.objects.all, by="code", name="description"),
        unit_price=PriceEntryField(required=False),
        vat_group=RecordField(VatItemGroup.objects.all, by="code", name="description"),
    ),
    create_item,
    edit_item,
)
KEPT = {"salespeople": SALESPEOPLE, "contacts": CONTACTS, "items": ITEMS}
