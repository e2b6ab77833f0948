"""What contacts may be told, and what a new one is: shared by the actions on them."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from kans.contacts.models import Contact, ContactType, MarketingSetup
from kans.contacts.rules import communication, names, places, types
from kans.foundation.acting.clock import work_date
from kans.foundation.records import contributions
from kans.foundation.records.fields import caption_of
from kans.number_series.models import SetupMissing, may_be_typed
from kans.team.models import SalespersonPrivacyBlocked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db import models

    from kans.foundation.errors import DomainError
    from kans.team.models import Salesperson

DOUBTFUL = (places.VatNumberDoubtful, communication.SeveralPhoneNumbers)
MOBILE = "mobile_phone"
BLANK = dict.fromkeys(
    (
        "phone",
        "mobile_phone",
        "email",
        "home_page",
        "country",
        "language",
        "vat_number",
    ),
    "",
)


class ContactFacts(TypedDict, total=False):
    """What one may tell of a contact; what is absent is blank, or stays as it is."""

    name: str
    first_name: str
    middle_name: str
    surname: str
    company_contact: Contact | None
    job_title: str
    address: str
    address_2: str
    post_code: str
    city: str
    county: str
    country: str
    phone: str
    mobile_phone: str
    email: str
    home_page: str
    salesperson: Salesperson | None
    language: str
    vat_number: str
    privacy_blocked: bool
    minor: bool
    parental_consent: bool
    external_id: str


_noted: ContextVar[list[DomainError] | None] = ContextVar("doubts", default=None)


@contextmanager
def doubts_noted() -> Iterator[list[DomainError]]:
    """Take in what is doubtful inside, and say of what: a file is not typed by hand."""
    noted: list[DomainError] = []
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def without_doubts(refusals: tuple[DomainError, ...]) -> tuple[DomainError, ...]:
    """Return what stands in the way: not what is doubtful, where that is noted."""
    noted = _noted.get()
    if noted is None:
        return refusals
    doubtful = [r for r in refusals if isinstance(r, DOUBTFUL)]
    noted += [doubt for doubt in doubtful if doubt not in noted]
    return tuple(r for r in refusals if r not in doubtful)


def new_contact(
    setup: MarketingSetup,
    type: ContactType,  # noqa: A002
    **facts: Unpack[ContactFacts],
) -> tuple[Contact, tuple[DomainError, ...]]:
    """A contact without number, not yet written, with what stands in its way.

    Told is told; the rest is of the company (CON-13), else of the set-up (CON-3).
    """
    told = {name: value for name, value in cleaned(facts).items() if value}
    if "company_contact" in told:
        type = ContactType.PERSON  # noqa: A001
    contact = Contact(type=type)
    refusals = may_take(contact, {"name": "", **told})
    company = told.get("company_contact")
    if company is not None and not company.is_company:
        del told["company_contact"]
    contact.take(told, setup.inheritance)
    contact.country = contact.country or setup.default_country
    contact.language = contact.language or setup.default_language
    if contact.salesperson_id is None:
        contact.salesperson = setup.salesperson_of_new_contact
    return contact, refusals


def may_take(contact: Contact, changes: Mapping[str, Any]) -> tuple[DomainError, ...]:
    """What stands in the way of these values, all together; the rest stays."""
    text = {**BLANK, **changes}
    country = changes.get("country", contact.country)
    return (
        *_may_be_called(contact, changes),
        *types.may_have(_captions(changes), is_company=contact.is_company),
        *may_be_company(changes.get("company_contact")),
        *may_be_salesperson(changes.get("salesperson")),
        *without_doubts(communication.may_be_phone(text["phone"])),
        *without_doubts(communication.may_be_phone(text["mobile_phone"], MOBILE)),
        *communication.may_be_emails(text["email"]),
        *communication.may_be_home_page(text["home_page"]),
        *places.may_be_country(text["country"]),
        *places.may_be_language(text["language"]),
        *without_doubts(places.may_be_vat_number(text["vat_number"], country)),
        *contact.privacy.changed_to(contact.wanted_privacy(changes)).may_be(),
        *_may_be_so_long(changes),
    )


def may_become(contact: Contact, changes: Mapping[str, Any]) -> tuple[DomainError, ...]:
    """What stands in the way of these changes, of those that are not so already."""
    differing = differing_from(contact, cleaned(changes))
    return (
        *may_take(contact, differing),
        *contributions.may_change(contact, differing),
    )


def may_be_company(company: Contact | None) -> tuple[DomainError, ...]:
    """Persons work for a company, not for another person (CON-11)."""
    if company is None or company.is_company:
        return ()
    return (types.NotACompany(contact=company.name),)


def may_be_salesperson(salesperson: Salesperson | None) -> tuple[DomainError, ...]:
    """One who is blocked may look after contacts, unless it is for privacy (SP-2)."""
    if salesperson is None or not salesperson.privacy_blocked:
        return ()
    return (SalespersonPrivacyBlocked(code=salesperson.code),)


def may_be_numbered(setup: MarketingSetup, typed: str) -> tuple[DomainError, ...]:
    """What stands in the way of that number, or of the next one (CON-1, CON-2)."""
    series = setup.contact_numbers
    if typed.strip():
        return may_be_typed(typed.strip().upper(), series, taken=Contact.has_number)
    if series is None:
        field = MarketingSetup._meta.get_field("contact_numbers")
        return (SetupMissing(what=field),)
    return ()


def next_number(setup: MarketingSetup) -> str:
    """The next free number of the series of the set-up (CON-1)."""
    assert setup.contact_numbers
    return setup.contact_numbers.next_number(work_date(), taken=Contact.has_number)


def may_be_renumbered(setup: MarketingSetup, typed: str) -> tuple[DomainError, ...]:
    if not typed.strip():
        return (names.NumberMissing(),)
    number = typed.strip().upper()
    return may_be_typed(number, setup.contact_numbers, taken=Contact.has_number)


def _may_be_called(
    contact: Contact, changes: Mapping[str, Any]
) -> tuple[DomainError, ...]:
    """Nobody is without a name, be it typed as a whole or in parts."""
    parts = ("first_name", "middle_name", "surname")
    typed = [name for name in parts if name in changes]
    if typed and not contact.is_company:
        whole = names.PersonName(
            *(changes.get(name, getattr(contact, name)) for name in parts)
        ).whole
        return () if whole else (names.NameMissing(at=typed[0]),)
    return () if changes.get("name", contact.name) else (names.NameMissing(),)


def _may_be_so_long(changes: Mapping[str, Any]) -> tuple[DomainError, ...]:
    """Nothing is cut off when it is stored."""
    limits = {
        f.name: f.max_length
        for f in Contact._meta.concrete_fields
        if f.name in changes and f.max_length
    }
    return tuple(
        names.TooLong(what=caption_of(Contact, name), limit=limit, at=name)
        for name, limit in limits.items()
        if len(changes[name]) > limit
    )


def _captions(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: caption_of(Contact, name) for name, value in changes.items() if value}


def cleaned(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored: trimmed, and each in its own form."""
    cleaned = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in facts.items()
    }
    for name, stored in FORMS.items():
        if name in cleaned:
            cleaned[name] = stored(cleaned[name])
    return cleaned


FORMS = {
    "email": lambda text: ";".join(communication.emails(text)),
    "home_page": communication.home_page,
    "vat_number": places.vat_number,
    "country": str.upper,
}


def differing_from(record: models.Model, values: Mapping[str, Any]) -> dict[str, Any]:
    return {n: value for n, value in values.items() if getattr(record, n) != value}
