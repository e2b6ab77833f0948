"""What people do with contacts: create, edit, change the type, delete; the set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact, ContactType, MarketingSetup, caption_of
from kans.contacts.rules import communication, names, places, types
from kans.foundation import contributions
from kans.foundation.actions import action
from kans.foundation.clock import work_date
from kans.foundation.comments import delete_comments_of
from kans.foundation.concurrency import must_be_unchanged
from kans.foundation.errors import refuse_if_any
from kans.foundation.models import ManualNumberRefused, NumberTaken, SetupMissing
from kans.team.models import SalespersonPrivacyBlocked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db import models
    from typing_extensions import Unpack

    from kans.foundation.errors import DomainError
    from kans.foundation.models import NumberSeries
    from kans.team.models import Salesperson


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


class SetupChanges(TypedDict, total=False):
    """What one may change on the marketing set-up; what is absent stays as it is."""

    contact_numbers: NumberSeries | None
    opportunity_numbers: NumberSeries | None
    default_sales_cycle: models.Model | None
    default_salesperson: Salesperson | None
    default_country: str
    default_language: str
    inherit_salesperson: bool
    inherit_country: bool
    inherit_language: bool
    inherit_address: bool
    inherit_communication: bool


@action(permission="contacts.create_contact", caption=_("Create Contact"))
def create_contact(
    type: ContactType = ContactType.COMPANY,  # noqa: A002 (its name everywhere)
    *,
    number: str = "",
    **facts: Unpack[ContactFacts],
) -> Contact:
    """Create a contact; with a company it is a person of that company (CON-1, CON-5).

    What is not given is taken over from the company, else from the set-up.
    """
    setup = MarketingSetup.current()
    contact, refusals = new_contact(setup, type, **facts)

    refuse_if_any((*may_be_numbered(setup, number), *refusals))

    contact.number = number.strip().upper() or next_number(setup)
    contact.save()
    return contact


@action(permission="contacts.edit_contact", caption=_("Edit Contact"))
def edit_contact(
    contact: Contact,
    *,
    version: int | None = None,
    number: str | None = None,
    **changes: Unpack[ContactFacts],
) -> Contact:
    """Change what is given and differs; persons and opportunities follow (CON-16)."""
    contact = Contact.objects.locked(contact)
    must_be_unchanged(contact, version)
    setup = MarketingSetup.current()
    renumbered = number is not None and number.strip().upper() != contact.number
    differing = _differing(contact, _cleaned(changes))

    refuse_if_any(
        (
            *(_may_be_renumbered(setup, number or "") if renumbered else ()),
            *may_take(contact, differing),
            *contributions.may_change(contact, differing),
        )
    )

    if renumbered:
        contact.number = number or ""
    contact.take(differing, setup.inheritance)
    _write(contact, setup)
    return contact


@action(permission="contacts.edit_contact", caption=_("Change Type"))
def change_contact_type(
    contact: Contact, *, to: ContactType, version: int | None = None
) -> Contact:
    """Make a person of a company, or a company of a person (CON-20 to CON-22)."""
    contact = Contact.objects.locked(contact)
    must_be_unchanged(contact, version)

    refuse_if_any(contact.may_become(to))

    contact.become(to)
    _write(contact, MarketingSetup.current())
    return contact


@action(permission="contacts.delete_contact", caption=_("Delete Contact"))
def delete_contact(contact: Contact, *, version: int | None = None) -> None:
    """Delete a contact, a company with its persons (CON-27 to CON-31).

    What is kept of them goes over from a person to the company, and from a company
    to nobody; it keeps their names.
    """
    contact = Contact.objects.locked(contact)
    must_be_unchanged(contact, version)

    refuse_if_any(contact.may_be_deleted())

    persons = list(Contact.objects.persons_of(contact).select_for_update())
    contributions.let_go(persons, heir=contact)
    contributions.let_go([contact], heir=contact.company_contact)
    for each in (*persons, contact):
        delete_comments_of(each)
        each.delete()


@action(permission="contacts.edit_marketingsetup", caption=_("Edit Marketing Setup"))
def edit_marketing_setup(
    *, version: int | None = None, **changes: Unpack[SetupChanges]
) -> MarketingSetup:
    """Change the set-up, which is there as soon as something in it is chosen."""
    setup = MarketingSetup.objects.select_for_update().first() or MarketingSetup()
    must_be_unchanged(setup, version)
    differing = _differing(setup, changes)

    refuse_if_any(may_be_set_up(differing))

    for name, value in differing.items():
        setattr(setup, name, value)
    setup.save()
    return setup


def new_contact(
    setup: MarketingSetup,
    type: ContactType,  # noqa: A002
    **facts: Unpack[ContactFacts],
) -> tuple[Contact, tuple[DomainError, ...]]:
    """A contact without number, not yet written, with what stands in its way.

    Told is told; the rest is of the company (CON-13), else of the set-up (CON-3).
    """
    told = {name: value for name, value in _cleaned(facts).items() if value}
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
        *communication.may_be_phone(text["phone"]),
        *communication.may_be_phone(text["mobile_phone"], at="mobile_phone"),
        *communication.may_be_emails(text["email"]),
        *communication.may_be_home_page(text["home_page"]),
        *places.may_be_country(text["country"]),
        *places.may_be_language(text["language"]),
        *places.may_be_vat_number(text["vat_number"], country),
        *contact.privacy.changed_to(contact.wanted_privacy(changes)).may_be(),
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
        return _may_be_typed(series, typed.strip().upper())
    if series is None:
        field = MarketingSetup._meta.get_field("contact_numbers")
        return (SetupMissing(what=field),)
    return ()


def next_number(setup: MarketingSetup) -> str:
    """The next free number of the series of the set-up (CON-1)."""
    assert setup.contact_numbers
    return setup.contact_numbers.next_number(work_date(), taken=Contact.has_number)


def may_be_set_up(changes: Mapping[str, Any]) -> tuple[DomainError, ...]:
    """What stands in the way of these choices; a default salesperson may be chosen."""
    salesperson = changes.get("default_salesperson")
    refusals = list(salesperson.may_be_chosen() if salesperson else ())
    for refusal in refusals:
        refusal.field = "default_salesperson"
    return (
        *refusals,
        *places.may_be_country(changes.get("default_country", ""), "default_country"),
        *places.may_be_language(
            changes.get("default_language", ""), "default_language"
        ),
    )


def _may_be_renumbered(setup: MarketingSetup, typed: str) -> tuple[DomainError, ...]:
    if not typed.strip():
        return (names.NumberMissing(),)
    return _may_be_typed(setup.contact_numbers, typed.strip().upper())


def _may_be_typed(series: NumberSeries | None, number: str) -> tuple[DomainError, ...]:
    refused = series is not None and not series.manual_numbers
    return (
        *((ManualNumberRefused(series=series.code),) if series and refused else ()),
        *((NumberTaken(number=number),) if Contact.has_number(number) else ()),
    )


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


def _captions(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: caption_of(Contact, name) for name, value in changes.items() if value}


def _cleaned(facts: Mapping[str, Any]) -> dict[str, Any]:
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
    "email": lambda text: "; ".join(communication.emails(text)),
    "home_page": communication.home_page,
    "vat_number": places.vat_number,
    "country": str.upper,
}


def _differing(record: models.Model, values: Mapping[str, Any]) -> dict[str, Any]:
    return {n: value for n, value in values.items() if getattr(record, n) != value}


def _write(contact: Contact, setup: MarketingSetup) -> None:
    """Save a contact, and have those who copy from it follow."""
    before = contact.former_values()
    contact.save()
    if contact.is_company:
        contact.pass_on(before, setup.inheritance)
    contributions.follow(contact, before)
