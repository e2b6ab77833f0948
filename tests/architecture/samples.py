"""One sample of each action: what there is beforehand, and the act itself.

A sample makes the records and returns the act, to be performed as often as one likes.
An action added tomorrow needs one here: `test_undo_and_preview.py` asks for it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from uuid6 import uuid7

from kans.background import actions as mail
from kans.contacts import actions as contacts
from kans.contacts.models import ContactType
from kans.customers import actions as customers
from kans.customers.rules.becoming import Master
from kans.foundation.acting.actors import acting_as, acting_user, who_acts
from kans.foundation.actions.action import for_each
from kans.foundation.models import Change, Company
from kans.imports import staging
from kans.imports.actions import import_opportunities, runs, working
from kans.imports.loading import Reading
from kans.imports.rows import NumberedRow, References
from kans.imports.rules.choices import MappingChoices
from kans.imports.rules.mapping import ColumnMapping
from kans.lists import actions as views
from kans.notes.actions import attachments, comments
from kans.number_series import actions as numbering
from kans.opportunities import actions as opportunities
from kans.opportunities.actions.cycles import Towards
from kans.opportunities.models import Opportunity, Priority, SalesCycleStage
from kans.opportunities.rules.closing import Outcome
from kans.opportunities.rules.moves import Move
from kans.security.actions import companies, roles, users
from kans.security.models import User
from kans.team import actions as team
from kans.team.models import Salesperson
from kans.trade import actions as trade
from kans.undo.actions import undo_batch, undo_change
from kans.undo.retention import forget_deleted
from tests import builders
from tests.builders import MARCH_8, an_estimate, an_opportunity
from tests.opportunities.common import lost, won

if TYPE_CHECKING:
    from collections.abc import Callable

    from kans.lists.models import ListView

    Act = Callable[[], Any]

SAMPLES: dict[str, Callable[[], Act]] = {}


def sample(make: Callable[[], Act]) -> Callable[[], Act]:
    SAMPLES[make.__name__] = make
    return make


def numbered() -> None:
    builders.a_marketing_setup(
        contact_numbers=builders.a_number_series("CONT", "CT00001"),
        opportunity_numbers=builders.a_number_series("OPP", "OP00001"),
    )


def commented(record: Any) -> Any:
    """A record on which something hangs: a comment and a file."""
    comments.add_comment(record, "Ask @Ann again in May")
    builders.an_attachment(on=record)
    return record


# Comments -------------------------------------------------------------------------


@sample
def add_comment() -> Act:
    return partial(comments.add_comment, builders.a_contact(), "Hello @Ann")


@sample
def edit_comment() -> Act:
    comment = comments.add_comment(builders.a_contact(), "Hello")
    return partial(comments.edit_comment, comment, version=None, text="Goodbye")


@sample
def delete_comment() -> Act:
    comment = comments.add_comment(builders.a_contact(), "Hello")
    return partial(comments.delete_comment, comment)


@sample
def pin_comment() -> Act:
    return partial(comments.pin_comment, builders.a_comment(), pinned=True)


@sample
def remove_comment() -> Act:
    with acting_as(builders.an_actor(who_acts().company, name="Ben")):
        comment = builders.a_comment("@Ann, look at this.")
    return partial(comments.remove_comment, comment)


@sample
def attach_files() -> Act:
    contact = builders.a_contact()
    return lambda: builders.an_attachment(on=contact)


@sample
def edit_attachment() -> Act:
    file = builders.an_attachment()
    return partial(
        attachments.edit_attachment,
        file,
        version=None,
        name="plan.txt",
        description="Desks",
    )


@sample
def delete_attachment() -> Act:
    return partial(attachments.delete_attachment, builders.an_attachment())


# Number series --------------------------------------------------------------------


@sample
def create_number_series() -> Act:
    return partial(numbering.create_number_series, code="X", manual_numbers=True)


@sample
def edit_number_series() -> Act:
    series = builders.a_number_series()
    return partial(numbering.edit_number_series, series, default_numbers=False)


@sample
def delete_number_series() -> Act:
    series = commented(builders.a_number_series("X", "A1", "B1"))
    return partial(numbering.delete_number_series, series)


@sample
def create_number_series_line() -> Act:
    series = builders.a_number_series()
    return partial(
        numbering.create_number_series_line,
        series,
        starting_number="Q001",
        starting_date=date(2027, 1, 1),
    )


@sample
def edit_number_series_line() -> Act:
    line = builders.a_number_series().lines.get()
    return partial(
        numbering.edit_number_series_line,
        line,
        ending_number="OP99999",
        last_number_used="OP00041",
    )


@sample
def delete_number_series_line() -> Act:
    line = builders.a_number_series().lines.get()
    return partial(numbering.delete_number_series_line, line)


# The team -------------------------------------------------------------------------


@sample
def create_salesperson() -> Act:
    return partial(
        team.create_salesperson, code="BEN", name="Ben", commission=Decimal("7.5")
    )


@sample
def edit_salesperson() -> Act:
    seller = builders.a_salesperson()
    return partial(team.edit_salesperson, seller, name="Zoë", commission=Decimal("2.5"))


@sample
def delete_salesperson() -> Act:
    seller = commented(builders.a_salesperson())
    builders.a_membership(salesperson=seller)
    builders.a_contact(salesperson=seller)
    contacts.edit_contact(builders.a_contact("Other"), salesperson=None)
    return partial(team.delete_salesperson, seller)


# Contacts -------------------------------------------------------------------------


@sample
def create_contact() -> Act:
    numbered()
    company = builders.a_contact(phone="020 123", city="Delft")
    return partial(contacts.create_contact, first_name="Jan", company_contact=company)


@sample
def edit_contact() -> Act:
    company = builders.a_contact("Contoso", city="Delft")
    person = builders.a_person(at=company)
    an_opportunity(contact=person, standing_on="Qualify")
    an_opportunity(contact=company)
    return partial(
        contacts.edit_contact, company, name="Contoso & Zn.", city="Ede", phone="1"
    )


@sample
def change_contact_type() -> Act:
    company = builders.a_contact("Clara Smit")
    return partial(contacts.change_contact_type, company, to=ContactType.PERSON)


@sample
def delete_contact() -> Act:
    company = commented(builders.a_contact("Contoso"))
    person = commented(builders.a_person(at=company))
    lost(an_opportunity(contact=person, standing_on="Qualify"))
    return partial(contacts.delete_contact, company)


@sample
def merge_contacts() -> Act:
    kept, other = (
        commented(builders.a_contact(name, phone="1", external_id=name))
        for name in ("Contoso", "Contoso BV")
    )
    third = builders.a_contact("Contoso NV")
    contacts.separate_contacts(other, third)
    for contact in (other, builders.a_person(at=other), kept):
        won(an_opportunity(contact=contact, standing_on="Qualify"))
        an_opportunity(contact=contact, standing_on="Qualify")
    return partial(contacts.merge_contacts, kept, other, from_other=("name", "phone"))


@sample
def separate_contacts() -> Act:
    pair = builders.a_contact("Contoso"), builders.a_contact("Contoso BV")
    return partial(contacts.separate_contacts, *pair)


@sample
def compare_contacts_again() -> Act:
    pair = builders.a_contact("Contoso"), builders.a_contact("Contoso BV")
    contacts.separate_contacts(*pair)
    return partial(contacts.compare_contacts_again, *pair)


@sample
def edit_marketing_setup() -> Act:
    numbered()
    return partial(
        contacts.edit_marketing_setup,
        contact_numbers=None,
        default_country="BE",
        inherit_address=False,
    )


# Customers ------------------------------------------------------------------------


def contoso_and_clara() -> Any:
    """A company that works with a person, who follows it in its telephone number."""
    company = builders.a_contact("Contoso", phone="1", city="Delft")
    builders.a_person("Clara Smit", at=company, phone="1", city="Delft")
    return company


@sample
def create_customer() -> Act:
    builders.customers_are_numbered()
    facts = {"contact_type": ContactType.PERSON, "country": "NL"}
    template = builders.a_customer_template(**facts, line_discount=Decimal(5))
    return partial(
        customers.create_customer,
        ContactType.PERSON,
        name="Clara Smit",
        template=template,
        phone="020 123",
    )


@sample
def edit_customer() -> Act:
    company = contoso_and_clara()
    an_opportunity(contact=company)
    return partial(
        customers.edit_customer,
        builders.a_customer(of=company),
        name="Contoso & Zn.",
        phone="2",
        privacy_blocked=True,
        document_discount=Decimal(5),
    )


@sample
def delete_customer() -> Act:
    customer = commented(builders.a_customer(of=contoso_and_clara()))
    return partial(customers.delete_customer, customer)


@sample
def create_as_customer() -> Act:
    builders.customers_are_numbered()
    template = builders.a_customer_template(language="nl", line_discount=Decimal(5))
    person = builders.a_person(at=contoso_and_clara())
    return partial(customers.create_as_customer, person, template=template)


@sample
def link_customer() -> Act:
    customer = builders.a_customer("Contoso NV", phone="2")
    return partial(
        customers.link_customer,
        contoso_and_clara(),
        customer,
        master=Master.CUSTOMER,
    )


@sample
def unlink_customer() -> Act:
    company = contoso_and_clara()
    person = builders.a_person(at=company)
    customer = builders.a_customer(of=company, primary_contact=person)
    return partial(customers.unlink_customer, customer)


@sample
def create_customer_template() -> Act:
    return partial(
        customers.create_customer_template, code="TRADE", description="Trade"
    )


@sample
def edit_customer_template() -> Act:
    template = builders.a_customer_template()
    return partial(customers.edit_customer_template, template, code="X", country="BE")


@sample
def delete_customer_template() -> Act:
    template = commented(builders.a_customer_template())
    return partial(customers.delete_customer_template, template)


# Opportunities --------------------------------------------------------------------


@sample
def create_opportunity() -> Act:
    numbered()
    other = an_opportunity()
    return partial(
        opportunities.create_opportunity,
        description="Chairs",
        contact=other.contact,
        salesperson=other.salesperson,
        sales_cycle=other.sales_cycle,
        priority=Priority.HIGH,
        first_estimate=an_estimate(Decimal("12.50")),
    )


@sample
def edit_opportunity() -> Act:
    opportunity = an_opportunity(standing_on="Qualify")
    return partial(
        opportunities.edit_opportunity,
        opportunity,
        description="Chairs",
        salesperson=builders.a_salesperson("BEN"),
    )


@sample
def activate_first_stage() -> Act:
    opportunity = an_opportunity()
    return partial(
        opportunities.activate_first_stage,
        opportunity,
        on=MARCH_8,
        estimate=an_estimate(),
    )


@sample
def move_opportunity() -> Act:
    opportunity = an_opportunity(standing_on="Qualify")
    return partial(
        opportunities.move_opportunity,
        opportunity,
        Move.NEXT,
        on=MARCH_8,
        estimate=an_estimate(2500),
    )


@sample
def close_opportunity() -> Act:
    opportunity = an_opportunity(standing_on="Present")
    code = builders.a_close_code("BEST")
    return partial(
        opportunities.close_opportunity,
        opportunity,
        Outcome.WON,
        code,
        on=MARCH_8,
        sales_value=Decimal(900),
    )


@sample
def reopen_opportunity() -> Act:
    opportunity = an_opportunity(standing_on="Present")
    won(opportunity, on=builders.MARCH_1)
    return partial(
        opportunities.reopen_opportunity, Opportunity.objects.get(pk=opportunity.pk)
    )


@sample
def delete_opportunity() -> Act:
    opportunity = commented(an_opportunity(standing_on="Present"))
    lost(opportunity)
    return partial(
        opportunities.delete_opportunity, Opportunity.objects.get(pk=opportunity.pk)
    )


@sample
def delete_opportunities() -> Act:
    for _ in range(2):
        lost(commented(an_opportunity(standing_on="Present")))
    going = [opportunity.pk for opportunity in Opportunity.objects.all()]
    an_opportunity(standing_on="Present")
    return partial(opportunities.delete_opportunities, going)


@sample
def create_sales_cycle() -> Act:
    return partial(opportunities.create_sales_cycle, code="NEW", description="Short")


@sample
def edit_sales_cycle() -> Act:
    cycle = an_opportunity(standing_on="Qualify").sales_cycle
    return partial(opportunities.edit_sales_cycle, cycle, code="OTHER", description="x")


@sample
def delete_sales_cycle() -> Act:
    cycle = commented(builders.a_sales_cycle("Qualify", "Sign"))
    commented(cycle.stages.first())
    return partial(opportunities.delete_sales_cycle, cycle)


@sample
def create_stage() -> Act:
    cycle = builders.a_sales_cycle("Qualify")
    return partial(
        opportunities.create_stage,
        cycle,
        number=2,
        description="Sign",
        completed=Decimal(50),
        date_formula="2W",
    )


@sample
def edit_stage() -> Act:
    an_opportunity(standing_on="Qualify")
    stage = SalesCycleStage.objects.get(description="Qualify")
    return partial(
        opportunities.edit_stage, stage, number=7, description="Judge", allow_skip=True
    )


@sample
def move_stage() -> Act:
    an_opportunity(standing_on="Qualify")
    stage = SalesCycleStage.objects.get(description="Qualify")
    return partial(opportunities.move_stage, stage, Towards.END)


@sample
def delete_stage() -> Act:
    builders.a_sales_cycle("Qualify", "Sign")
    stage = commented(SalesCycleStage.objects.get(description="Sign"))
    return partial(opportunities.delete_stage, stage)


@sample
def create_close_code() -> Act:
    return partial(opportunities.create_close_code, code="BEST", outcome=Outcome.WON)


@sample
def edit_close_code() -> Act:
    code = builders.a_close_code("BEST")
    return partial(
        opportunities.edit_close_code, code, code="BETTER", outcome=Outcome.LOST
    )


@sample
def delete_close_code() -> Act:
    code = commented(builders.a_close_code("BEST"))
    return partial(opportunities.delete_close_code, code)


@sample
def import_opportunities_() -> Act:
    numbered()
    other = an_opportunity("Qualify", "Sign")
    builders.a_close_code("WON")
    known = {
        "contact": "Contoso",
        "salesperson": "JO",
        "sales_cycle": other.sales_cycle.code,
        "creation_date": "2026-01-10",
        "estimated_value": "1000",
        "estimated_close_date": "+3M",
    }
    rows = [
        NumberedRow(2, {**known, "external_id": "1", "description": "Desks"}),
        NumberedRow(
            3,
            {
                **known,
                "external_id": "2",
                "description": "Chairs",
                "stage": "Won",
                "last_stage": "Sign",
                "date_closed": "2026-02-15",
                "sales_value": "900",
            },
        ),
        NumberedRow(4, {**known, "external_id": "3", "description": ""}),
    ]
    return lambda: import_opportunities(rows, References(ColumnMapping()), seen=set())


# Items and the set-up of selling ---------------------------------------------------


@sample
def create_item() -> Act:
    builders.a_sales_setup(item_numbers=builders.a_number_series("ITEM", "IT00001"))
    return partial(
        trade.create_item,
        description="Desk",
        unit=builders.a_unit_of_measure(),
        vat_group=builders.a_vat_item_group(),
        unit_price=Decimal("12.34567"),
    )


@sample
def edit_item() -> Act:
    item = builders.an_item()
    hours = builders.a_unit_of_measure("HOUR")
    return partial(trade.edit_item, item, number="X1", unit=hours, blocked=True)


@sample
def delete_item() -> Act:
    return partial(trade.delete_item, commented(builders.an_item()))


@sample
def create_unit_of_measure() -> Act:
    return partial(trade.create_unit_of_measure, code="M", description="Metre")


@sample
def edit_unit_of_measure() -> Act:
    unit = builders.an_item().unit
    return partial(trade.edit_unit_of_measure, unit, code="M", description="Metre")


@sample
def delete_unit_of_measure() -> Act:
    unit = commented(builders.a_unit_of_measure())
    return partial(trade.delete_unit_of_measure, unit)


@sample
def create_currency() -> Act:
    return partial(trade.create_currency, code="USD", description="US Dollar")


@sample
def edit_currency() -> Act:
    dollar = builders.a_currency()
    return partial(trade.edit_currency, dollar, description="Dollar")


@sample
def delete_currency() -> Act:
    return partial(
        trade.delete_currency, commented(builders.an_exchange_rate().currency)
    )


@sample
def create_exchange_rate() -> Act:
    return partial(
        trade.create_exchange_rate,
        builders.an_exchange_rate().currency,
        starting_date=MARCH_8,
        rate=Decimal("0.876543"),
    )


@sample
def edit_exchange_rate() -> Act:
    rate = builders.an_exchange_rate()
    return partial(trade.edit_exchange_rate, rate, starting_date=MARCH_8)


@sample
def delete_exchange_rate() -> Act:
    return partial(trade.delete_exchange_rate, builders.an_exchange_rate())


@sample
def create_vat_customer_group() -> Act:
    return partial(trade.create_vat_customer_group, code="EU", description="Union")


@sample
def edit_vat_customer_group() -> Act:
    group = builders.a_vat_rate().customer_group
    return partial(trade.edit_vat_customer_group, group, code="HOME")


@sample
def delete_vat_customer_group() -> Act:
    group = commented(builders.a_vat_rate().customer_group)
    return partial(trade.delete_vat_customer_group, group)


@sample
def create_vat_item_group() -> Act:
    return partial(trade.create_vat_item_group, code="LOW", description="Reduced")


@sample
def edit_vat_item_group() -> Act:
    group = builders.a_vat_rate().item_group
    return partial(trade.edit_vat_item_group, group, code="FULL")


@sample
def delete_vat_item_group() -> Act:
    group = commented(builders.a_vat_rate().item_group)
    return partial(trade.delete_vat_item_group, group)


@sample
def create_vat_rate() -> Act:
    return partial(
        trade.create_vat_rate,
        customer_group=builders.a_vat_customer_group(),
        item_group=builders.a_vat_item_group(),
        percent=Decimal(21),
    )


@sample
def edit_vat_rate() -> Act:
    return partial(trade.edit_vat_rate, builders.a_vat_rate(), percent=Decimal("9.5"))


@sample
def delete_vat_rate() -> Act:
    return partial(trade.delete_vat_rate, builders.a_vat_rate())


@sample
def create_payment_terms() -> Act:
    return partial(
        trade.create_payment_terms,
        code="CM",
        description="Next month",
        due_date_calculation="cm + 1m",
    )


@sample
def edit_payment_terms() -> Act:
    terms = builders.a_payment_terms()
    return partial(trade.edit_payment_terms, terms, due_date_calculation="")


@sample
def delete_payment_terms() -> Act:
    return partial(trade.delete_payment_terms, commented(builders.a_payment_terms()))


@sample
def edit_sales_setup() -> Act:
    builders.a_sales_setup(quote_validity="1M")
    return partial(
        trade.edit_sales_setup,
        item_numbers=builders.a_number_series("ITEM", "IT00001"),
        quote_validity="2W",
        default_vat_group=builders.a_vat_customer_group(),
    )


# Security -------------------------------------------------------------------------


@sample
def create_company() -> Act:
    return partial(
        companies.create_company,
        name="Fabrikam",
        slug="fabrikam",
        currency="USD",
        time_zone="Europe/Amsterdam",
        language="en",
    )


@sample
def edit_company() -> Act:
    company = Company.objects.get(pk=who_acts().company.pk)
    return partial(companies.edit_company, company, name="CRONUS BV", currency="usd")


@sample
def delete_company() -> Act:
    company = builders.a_company("My Company")
    with acting_as(builders.an_actor(company)):
        builders.a_membership(User.objects.get(pk=acting_user() or the_user().pk))
    return partial(companies.delete_company, company)


def the_user() -> User:
    return User.objects.get(name="Ann")


@sample
def copy_role() -> Act:
    role = builders.a_role("ASSISTANT", "contacts.view_contact")
    return partial(roles.copy_role, role, code="COPY", name="Copy")


@sample
def edit_role() -> Act:
    role = builders.a_role("ASSISTANT", "contacts.view_contact")
    return partial(roles.edit_role, role, name="Helper", permissions=["team.x"])


@sample
def delete_role() -> Act:
    role = commented(builders.a_role("ASSISTANT", "contacts.view_contact"))
    return partial(roles.delete_role, role)


@sample
def create_user() -> Act:
    return partial(
        users.create_user,
        email="ben@cronus.example",
        name="Ben",
        role=builders.a_role(level="READER"),
        salesperson=builders.a_salesperson("BEN"),
        invite_at="https://kans.example/",
    )


@sample
def edit_user() -> Act:
    member = builders.a_membership(salesperson=builders.a_salesperson("BEN"))
    return partial(
        users.edit_user,
        member,
        name="Benny",
        phone="06 123",
        role=builders.a_role(level="READER"),
    )


@sample
def set_password() -> Act:
    member = builders.a_membership()
    return partial(users.set_password, member, password="Another-lane-18")


@sample
def invite_user() -> Act:
    member = builders.a_membership()
    return partial(users.invite_user, member, invite_at="https://kans.example/")


@sample
def send_test_message() -> Act:
    return partial(mail.send_test_message, to="ann@cronus.example")


@sample
def lift_sign_in_limits() -> Act:
    member = builders.a_membership()
    builders.failed_sign_ins(member.user, 5)
    return partial(users.lift_sign_in_limits, member)


@sample
def deactivate_user() -> Act:
    return partial(users.deactivate_user, builders.a_membership())


@sample
def activate_user() -> Act:
    member = builders.a_membership(builders.a_user(is_active=False), level="READER")
    return partial(users.activate_user, member)


@sample
def remove_user() -> Act:
    member = commented(builders.a_membership(salesperson=builders.a_salesperson()))
    return partial(users.remove_user, member)


@sample
def edit_own_settings() -> Act:
    return lambda: users.edit_own_settings(the_user(), theme="dark", language="nl")


# Imports --------------------------------------------------------------------------


def received() -> staging.Staged:
    text = b"Name,E-mail\nBetatech,nowhere\nAcme,acme@acme.example\n"
    return staging.receive(SimpleUploadedFile("rows.csv", text))


def uploaded() -> Any:
    numbered()
    return runs.upload_import(received(), kind="contacts")


def checked() -> Any:
    run = runs.map_import(uploaded(), ASSIGNED)
    return runs.check_import(run)


ASSIGNED = MappingChoices((("Name", "name"), ("E-mail", "email")))


@sample
def upload_import() -> Act:
    return partial(runs.upload_import, received(), kind="contacts")


@sample
def choose_sheet() -> Act:
    run = uploaded()
    return partial(runs.choose_sheet, run, staging.read_soon(run.pk, "rows.csv"))


@sample
def map_import() -> Act:
    return partial(runs.map_import, uploaded(), ASSIGNED)


@sample
def check_import() -> Act:
    return partial(runs.check_import, runs.map_import(uploaded(), ASSIGNED))


@sample
def leave_check_to_worker() -> Act:
    return partial(working.leave_check_to_worker, uploaded())


@sample
def leave_reading_to_worker() -> Act:
    return partial(working.leave_reading_to_worker, uploaded())


@sample
def correct_import_rows() -> Act:
    corrections = {2: {"email": "beta@beta.example"}}
    return partial(runs.correct_import_rows, checked(), corrections)


@sample
def delete_import() -> Act:
    return partial(working.delete_import, uploaded())


@sample
def apply_import() -> Act:
    """What its job does, as one batch."""
    numbered()
    builders.a_contact("Acme", external_id="2", city="Ede")
    rows = [
        NumberedRow(2, {"external_id": "1", "name": "Betatech"}),
        NumberedRow(3, {"external_id": "2", "city": "Goes"}),
    ]
    reading = Reading("contacts", ColumnMapping(), rows)
    return lambda: reading.load(update=True, progress=lambda _rows: None)


# The journal ----------------------------------------------------------------------


@sample
def forget_deleted_() -> Act:
    contacts.delete_contact(builders.a_contact())
    return partial(forget_deleted, kept_days=0)


@sample
def undo_change_() -> Act:
    contacts.edit_contact(builders.a_contact(phone="1"), phone="2", city="Delft")
    return partial(undo_change, Change.objects.latest("id"))


@sample
def undo_batch_() -> Act:
    for code in "ABC":
        builders.a_salesperson(code, phone="1")
    batch = uuid7()
    sellers = list(Salesperson.objects.order_by("code"))
    edit = partial(team.edit_salesperson, phone="2")
    list(for_each("edit_salesperson", edit, sellers, chunk=2, batch=batch))
    return partial(undo_batch, batch)


# Views of lists -------------------------------------------------------------------


def a_view() -> ListView:
    return views.create_view("contacts", name="Mine", query="sort=name", layout={})


@sample
def create_view() -> Act:
    kept = {"query": "filter.type=Person", "layout": {"columns": ["name"]}}
    return partial(views.create_view, "contacts", name="Persons", **kept)


@sample
def save_view() -> Act:
    return partial(views.save_view, a_view(), query="", layout={"density": "compact"})


@sample
def rename_view() -> Act:
    return partial(views.rename_view, a_view(), name="Ours")


@sample
def share_view() -> Act:
    return partial(views.share_view, a_view(), role=builders.a_role("GUEST").pk)


@sample
def delete_view() -> Act:
    return partial(views.delete_view, a_view())


SAMPLES = {name.removesuffix("_"): make for name, make in SAMPLES.items()}
