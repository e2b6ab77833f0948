"""Builders: `a_thing()` makes a valid one; a test names only what it is about.

A builder writes as whoever acts, in a change of its own called "test", or in the
one that is open.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from kans.contacts.models import Contact, ContactType, MarketingSetup
from kans.customers.models import Customer, CustomerTemplate
from kans.foundation.acting.actors import Actor, acting_as, who_acts
from kans.foundation.acting.permissions import Level, every_permission
from kans.foundation.jobs import start_job
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Company, Job
from kans.notes.actions.attachments import attach_files
from kans.notes.actions.comments import add_comment
from kans.notes.files.storage import received
from kans.notes.models import Attachment, Comment, Mention
from kans.number_series.models import NumberSeries, NumberSeriesLine
from kans.opportunities.models import (
    CloseOpportunityCode,
    Opportunity,
    SalesCycle,
    SalesCycleStage,
)
from kans.opportunities.rules.closing import Outcome
from kans.opportunities.rules.estimates import Estimate
from kans.opportunities.rules.moves import ActionTaken
from kans.security import limits
from kans.security.models import Membership, Role, User
from kans.team.models import Salesperson
from kans.trade.models import (
    Currency,
    ExchangeRate,
    Item,
    PaymentTerms,
    SalesSetup,
    UnitOfMeasure,
    VatCustomerGroup,
    VatItemGroup,
    VatRate,
)
from kans.undo.jobs import ForgetDeleted

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from kans.foundation.records.records import CompanyRecord

JANUARY_1, FEBRUARY_1 = date(2026, 1, 1), date(2026, 2, 1)
MARCH_1, MARCH_2, MARCH_8 = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 8)
MARCH_31, APRIL_1, JUNE_30 = date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30)
DECEMBER_31 = date(2026, 12, 31)
PASSWORD = "Bicycle-lane-17"


# Who acts ------------------------------------------------------------------


def a_company(name: str = "CRONUS", **facts: Any) -> Company:
    """A company with the four built-in roles; it acts by itself to come into being."""
    company = Company(
        name=name, slug=facts.pop("slug", name.lower().replace(" ", "-")), **facts
    )
    with acting_as(an_actor(company, name="System")), open_change("test"):
        company.save()
        Role.seed()
    return company


def an_actor(
    company: Company,
    *,
    without: str | Collection[str] = (),
    only: Collection[str] | None = None,
    name: str = "Ann",
    user_id: UUID | None = None,
) -> Actor:
    """Somebody at work in a company who may everything, but for what is named."""
    lacking = {without} if isinstance(without, str) else set(without)
    held = every_permission() if only is None else frozenset(only)
    return Actor(name, company, held - lacking, user_id)


def ann_without(*permissions: str) -> Actor:
    """The person at work, lacking these permissions."""
    return an_actor(who_acts().company, without=permissions)


def a_user(
    name: str = "Ben", *, email: str = "", password: str = PASSWORD, **facts: Any
) -> User:
    email = email or f"{name.lower().replace(' ', '.')}@cronus.example"
    with open_change("test"):
        return User.objects.create_user(email, password, name=name, **facts)


def a_role(
    code: str = "ASSISTANT", *permissions: str, level: Level | None = None
) -> Role:
    """A role of one's own with these permissions, or (by level) a built-in one."""
    if level:
        return Role.objects.get(level=level)
    with open_change("test"):
        role = Role(code=code, name=code.title(), permissions=sorted(permissions))
        role.save()
    return role


def a_membership(
    user: User | None = None,
    *,
    role: Role | None = None,
    level: Level = Level.ADMINISTRATOR,
    **facts: Any,
) -> Membership:
    """A user in the company at work there, as an administrator unless told."""
    membership = Membership(
        user=user or a_user(), role=role or a_role(level=level), **facts
    )
    with open_change("test"):
        membership.save()
    return membership


# Jobs ----------------------------------------------------------------------


def a_job(about: str = "What was deleted long ago") -> Job:
    """A job that waits for a worker."""
    return start_job(ForgetDeleted, {}, about=about)


# The team ------------------------------------------------------------------


def a_salesperson(code: str = "JO", name: str = "Johanna", **facts: Any) -> Salesperson:
    salesperson = Salesperson(code=code, name=name, **facts)
    with open_change("test"):
        salesperson.save()
    return salesperson


# Contacts ------------------------------------------------------------------


def a_contact(name: str = "Contoso", **facts: Any) -> Contact:
    """A company, unless its facts say that it is a person."""
    facts.setdefault("number", f"CT{Contact.objects.count() + 1:06}")
    contact = Contact(**facts)
    contact.take_name(name)
    with open_change("test"):
        contact.save()
    return contact


def a_person(
    name: str = "Clara Smit", *, at: Contact | None = None, **facts: Any
) -> Contact:
    """A person, working at a company or by themselves."""
    facts.setdefault("company_name", at.name if at else "")
    return a_contact(name, type=ContactType.PERSON, company_contact=at, **facts)


# Customers -----------------------------------------------------------------


def a_customer(
    name: str = "Contoso", *, of: Contact | None = None, **facts: Any
) -> Customer:
    """A customer that is linked with no contact, unless it is told with which."""
    facts.setdefault("number", f"C{Customer.objects.count() + 1:05}")
    customer = Customer(name=name, contact=of, **facts)
    if of is not None:
        customer.follow(of)
    with open_change("test"):
        customer.save()
    return customer


def a_customer_template(
    code: str = "TRADE", description: str = "Trade", **facts: Any
) -> CustomerTemplate:
    template = CustomerTemplate(code=code, description=description, **facts)
    with open_change("test"):
        template.save()
    return template


def customers_are_numbered(first: str = "C00001", **facts: Any) -> NumberSeries:
    """The set-up with a series for customers, and with one for their contacts."""
    a_marketing_setup(contact_numbers=a_number_series("CONT", "CT00001"))
    setup = SalesSetup.objects.first() or SalesSetup()
    setup.customer_numbers = a_number_series("CUST", first, **facts)
    with open_change("test"):
        setup.save()
    return setup.customer_numbers


# Opportunities -------------------------------------------------------------


def a_stage(description: str = "Qualify", **facts: Any) -> SalesCycleStage:
    """A stage that is not saved: enough for a rule to decide."""
    return SalesCycleStage(description=description, **facts)


def skippable(description: str, **facts: Any) -> SalesCycleStage:
    return a_stage(description, allow_skip=True, **facts)


def a_cycle(*stages: SalesCycleStage | str) -> tuple[SalesCycleStage, ...]:
    """Stages in cycle order, numbered from 1 unless they are, not saved."""
    cycle = tuple(a_stage(s) if isinstance(s, str) else s for s in stages)
    for number, stage in enumerate(cycle, start=1):
        stage.number = stage.number or number
    return cycle


def a_sales_cycle(
    *stages: SalesCycleStage | str, code: str = "FIRM", **facts: Any
) -> SalesCycle:
    """A saved sales cycle with these stages."""
    cycle = SalesCycle(code=code, **facts)
    with open_change("test"):
        cycle.save()
        for stage in a_cycle(*stages):
            stage.sales_cycle = cycle
            stage.save()
    return cycle


def a_close_code(
    code: str = "", outcome: Outcome = Outcome.WON, **facts: Any
) -> CloseOpportunityCode:
    close_code = CloseOpportunityCode(
        code=code or outcome.value, outcome=outcome, **facts
    )
    with open_change("test"):
        close_code.save()
    return close_code


def an_estimate(
    value: Decimal | float | None = 1000,
    chances: Decimal | float | None = 50,
    close_date: date | None = JUNE_30,
) -> Estimate:
    return Estimate(
        None if value is None else Decimal(str(value)),
        None if chances is None else Decimal(str(chances)),
        close_date,
    )


def an_opportunity(
    *stages: SalesCycleStage | str,
    standing_on: str | None = None,
    since: date = MARCH_1,
    estimate: Estimate | None = None,
    **facts: Any,
) -> Opportunity:
    """An opportunity of Contoso, not started or standing on a stage of its cycle.

    It follows a sales cycle of its own with these stages, unless one is given.
    """
    count = Opportunity.objects.count() + 1
    contact = facts.pop("contact", None) or _the_contact()
    facts.setdefault("sales_cycle", None)
    cycle = facts.pop("sales_cycle") or a_sales_cycle(
        *(stages or ("Qualify", "Present", "Sign")), code=f"FIRM{count}"
    )
    opportunity = Opportunity(
        number=facts.pop("number", f"OP{count:04}"),
        description=facts.pop("description", "Fifty desks"),
        salesperson=facts.pop("salesperson", None) or _the_salesperson(),
        sales_cycle=cycle,
        creation_date=facts.pop("creation_date", since),
        **facts,
    )
    opportunity.assign(contact)
    if standing_on:
        stage = cycle.stages.get(description=standing_on)
        opportunity.enter(
            stage,
            taken=ActionTaken.NONE,
            on=since,
            estimate=estimate or an_estimate(),
            minor_unit=2,
        )
    with open_change("test"):
        opportunity.write_history()
    return Opportunity.objects.get(pk=opportunity.pk)


def _the_contact() -> Contact:
    return Contact.objects.filter(name="Contoso").first() or a_contact("Contoso")


def _the_salesperson() -> Salesperson:
    return Salesperson.objects.filter(code="JO").first() or a_salesperson("JO")


def a_number_series(code: str = "OPP", *lines: str, **facts: Any) -> NumberSeries:
    """A number series with a line for each starting number."""
    series = NumberSeries(code=code, **facts)
    with open_change("test"):
        series.save()
        for starting_number in lines or ("OP00001",):
            a_number_series_line(series, starting_number)
    return series


def a_number_series_line(
    series: NumberSeries, starting_number: str, **facts: Any
) -> NumberSeriesLine:
    line = NumberSeriesLine(series=series, starting_number=starting_number, **facts)
    with open_change("test"):
        line.save()
    return line


# What hangs on a record ------------------------------------------------------


def a_comment(text: str = "Ask Eva first.", on: CompanyRecord | None = None) -> Comment:
    """A comment of whoever acts, on a contact unless told."""
    return add_comment(on or a_contact("Contoso"), text)


def an_attachment(
    name: str = "offer.txt",
    content: bytes = b"Fifty desks.",
    on: CompanyRecord | None = None,
) -> Attachment:
    """A file that was attached to a contact unless told."""
    with received([SimpleUploadedFile(name, content)]) as files:
        [attachment] = attach_files(on or a_contact("Contoso"), files=files)
    return attachment


def a_mention() -> Mention:
    """A mention of whoever acts by a colleague."""
    comment = a_comment()
    mention = Mention(
        comment=comment,
        user_id=who_acts().user_id or a_user("Nobody Else").pk,
        written="Ann",
        told=True,
    )
    with open_change("test"):
        mention.save()
    return mention


def a_marketing_setup(**facts: Any) -> MarketingSetup:
    """The set-up of the company: changed when there is one already."""
    setup = MarketingSetup.objects.first() or MarketingSetup()
    for name, value in facts.items():
        setattr(setup, name, value)
    with open_change("test"):
        setup.save()
    return setup


# What is sold, and on which terms ---------------------------------------------


def _coded(model: Any, code: str, **facts: Any) -> Any:
    """The row of that code, made when it is not there."""
    found = model.objects.filter(code=code).first()
    return found or _saved(model(code=code, **{"description": code.title(), **facts}))


def _saved(record: Any) -> Any:
    with open_change("test"):
        record.save()
    return record


def a_unit_of_measure(code: str = "PCS", **facts: Any) -> UnitOfMeasure:
    return _coded(UnitOfMeasure, code, **facts)


def a_vat_customer_group(code: str = "DOMESTIC", **facts: Any) -> VatCustomerGroup:
    return _coded(VatCustomerGroup, code, **facts)


def a_vat_item_group(code: str = "STANDARD", **facts: Any) -> VatItemGroup:
    return _coded(VatItemGroup, code, **facts)


def a_vat_rate(
    percent: int = 21, *, customers: str = "DOMESTIC", items: str = "STANDARD"
) -> VatRate:
    """What these customers pay on these items; once for each pair."""
    pair = {
        "customer_group": a_vat_customer_group(customers),
        "item_group": a_vat_item_group(items),
    }
    return _saved(VatRate(percent=percent, **pair))


def a_payment_terms(code: str = "30D", **facts: Any) -> PaymentTerms:
    facts.setdefault("due_date_calculation", "30D")
    return _coded(PaymentTerms, code, **facts)


def a_currency(code: str = "USD", **facts: Any) -> Currency:
    return _coded(Currency, code, **facts)


def an_exchange_rate(
    rate: Decimal | str = "0.9",
    starting: date = JANUARY_1,
    currency: Currency | None = None,
) -> ExchangeRate:
    """What one unit is worth in local currency from that date on."""
    made = ExchangeRate(
        currency=currency or a_currency(), starting_date=starting, rate=Decimal(rate)
    )
    return _saved(made)


def an_item(description: str = "Desk", **facts: Any) -> Item:
    """A piece of goods at 100, of the full rate, unless told."""
    facts.setdefault("number", f"IT{Item.objects.count() + 1:05}")
    facts.setdefault("unit", a_unit_of_measure())
    facts.setdefault("vat_group", a_vat_item_group())
    facts.setdefault("unit_price", Decimal(100))
    return _saved(Item(description=description, **facts))


def selling_is_set_up() -> Item:
    """Numbers, a rate of VAT of 21 %, and a desk that costs 100 without it."""
    a_marketing_setup(contact_numbers=a_number_series("CONT", "CT00001"))
    a_vat_rate(21)
    a_sales_setup(
        quote_numbers=a_number_series("QUOTE", "SQ00001"),
        order_numbers=a_number_series("ORDER", "SO00001"),
        customer_numbers=a_number_series("CUST", "C00001"),
        default_vat_group=a_vat_customer_group(),
    )
    return an_item(number="DESK")


def a_sales_setup(**facts: Any) -> SalesSetup:
    """The set-up of selling: changed when there is one already."""
    setup = SalesSetup.objects.first() or SalesSetup()
    for name, value in facts.items():
        setattr(setup, name, value)
    return _saved(setup)


def failed_sign_ins(user, count, *, ip="203.0.113.1"):
    """Somebody has tried so many wrong passwords of a user from there."""
    request = RequestFactory().post("/accounts/login/")
    for _ in range(count):
        limits.begin(limits.attempt_at(request, user.email, ip))
