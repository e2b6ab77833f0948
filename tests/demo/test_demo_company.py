"""The demo company: as lively as it says, made by the rules, and always the same."""

from __future__ import annotations

import html
import re
from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import override_settings

from kans.contacts.models import Contact, MarketingSetup
from kans.contacts.rules.communication import may_be_emails
from kans.contacts.rules.places import may_be_vat_number
from kans.customers.models import Customer, CustomerTemplate
from kans.demo.signing_in import PASSWORD
from kans.foundation.acting.actors import acting_as
from kans.foundation.acting.permissions import Level
from kans.foundation.models import Change, Company
from kans.notes.models import Comment
from kans.opportunities.models import (
    CloseOpportunityCode,
    Opportunity,
    OpportunityEntry,
    Priority,
    SalesCycle,
)
from kans.opportunities.rules.closing import Status
from kans.opportunities.rules.estimates import ProbabilityCalculation, current_value
from kans.opportunities.rules.moves import ActionTaken
from kans.sales.models import CompanyInformation, SalesDocument, SalesLine
from kans.sales.rules.amounts import rounded
from kans.sales.rules.sender import may_be_iban
from kans.security.models import Membership, User
from kans.security.queries import the_system
from kans.security.rules.companies import SlugTaken
from kans.team.models import Salesperson
from kans.trade.models import Currency, Item, ItemType
from tests.builders import MARCH_1
from tests.demo.common import ANNA, LINDEBOOM, make

# One worker makes the company for all of them.
pytestmark = pytest.mark.xdist_group("the demo company")

COUNTED = re.compile(
    r'<a [^>]*href="([^"]*)"[^>]*>(?:(?!</a>).)*?class="count">([^<]*)<', re.DOTALL
)
FIGURE = re.compile(r"<dt[^>]*>([^<]*)</dt><dd>([^<]*)</dd>")
IS_NOT = {"nl": "nee", "en": "no"}


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """The demo company, made once for all these tests."""
    with django_db_blocker.unblock(), override_settings(LOCAL_ONLY=True):
        make()
    yield
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def lindeboom(made, db, clock, settings):
    """The system, at work in the demo company on one's own machine."""
    settings.LOCAL_ONLY = True
    company = Company.objects.get(slug=LINDEBOOM)
    with acting_as(the_system(company)):
        yield company


def test_it_is_a_lively_dutch_company(lindeboom):
    assert lindeboom.language == "nl"
    assert Salesperson.objects.count() == 6
    assert Contact.objects.companies().count() == 60
    persons = Counter(Contact.objects.filter(type="Person").values_list("company_name"))
    assert len(persons) == 60
    assert set(persons.values()) <= {1, 2, 3, 4}
    assert Contact.objects.filter(privacy_blocked=True).count() == 2
    assert Opportunity.objects.count() == 250
    assert Comment.objects.count() > 100


def test_what_is_written_of_a_contact_is_well_formed(lindeboom):
    contacts = list(Contact.objects.all())

    for contact in contacts:
        assert not may_be_emails(contact.email)
        assert contact.email.endswith(".example")
        assert contact.home_page.endswith(".example")
        assert not may_be_vat_number(contact.vat_number, contact.country)
        assert contact.phone
        assert contact.address
    assert {c.country for c in contacts} == {"NL", "BE", "DE"}
    assert len({c.name for c in contacts}) == len(contacts)


def test_its_cycles_weigh_chances_differently_and_allow_skipping(lindeboom):
    cycles = list(SalesCycle.objects.all())

    assert len({c.probability_calculation for c in cycles}) == len(cycles) == 3
    assert {c.probability_calculation for c in cycles} <= {*ProbabilityCalculation}
    for cycle in cycles:
        assert any(stage.allow_skip for stage in cycle.stages_in_order)
        assert all(stage.date_formula for stage in cycle.stages_in_order)
    requiring = [s for c in cycles for s in c.stages_in_order if s.quote_required]
    (signing,) = requiring
    assert signing == signing.sales_cycle.stages_in_order[-1]
    default = MarketingSetup.current().default_sales_cycle
    assert default.code == "NIEUW"


def test_it_has_ten_reasons_for_winning_and_ten_for_losing(lindeboom):
    outcomes = CloseOpportunityCode.objects.values_list("outcome", flat=True)

    assert Counter(outcomes) == {"Won": 10, "Lost": 10}


def test_opportunities_have_every_status_and_stand_at_every_stage(lindeboom):
    found = Counter(Opportunity.objects.values_list("status", flat=True))

    assert min(found[status] for status in Status) >= 20
    for cycle in SalesCycle.objects.all():
        for stage in cycle.stages_in_order:
            assert Opportunity.objects.filter(stage=stage).exists()
    priorities = set(Opportunity.objects.values_list("priority", flat=True))
    assert priorities == set(Priority)
    late = Opportunity.objects.open().filter(estimated_close_date__lt=MARCH_1)
    assert late.count() == 18


def test_who_stands_where_a_quote_is_required_has_one(lindeboom):
    requiring = Opportunity.objects.filter(stage__quote_required=True)

    assert requiring.filter(status=Status.IN_PROGRESS).count() >= 2
    assert not requiring.filter(sales_document_number="").exists()


def test_it_sells_from_a_stock_of_items_in_its_own_name(lindeboom):
    items = Item.objects.select_related("unit", "vat_group")

    assert items.count() == 30
    assert {item.unit.code for item in items} == {"PCS", "HOUR", "SET", "M2", "MONTH"}
    assert {item.vat_group.code for item in items} == {"STANDARD", "REDUCED"}
    assert {item.type for item in items} == {*ItemType}
    assert CustomerTemplate.objects.count() == 2
    sender = CompanyInformation.current()
    assert (sender.name, sender.country) == (lindeboom.name, "NL")
    assert not may_be_iban(sender.iban)
    assert not may_be_vat_number(sender.vat_number, "NL")
    assert sender.quote_text_nl
    assert sender.quote_text_en
    dollar = Currency.objects.get()
    assert dollar.code == "USD"
    assert dollar.rates.filter(starting_date__lte=MARCH_1).count() > 5


def test_opportunities_in_progress_have_quotes_of_all_sorts(lindeboom):
    quotes = SalesDocument.objects.quotes().filter(opportunity__status="In Progress")

    assert 20 <= quotes.count() <= 30
    assert {q.status for q in quotes} == {"Open", "Released"}
    assert quotes.filter(accepted=True).exists()
    assert 3 <= quotes.filter(valid_until__lt=MARCH_1).count() <= 12
    assert quotes.filter(customer=None).exists()
    (in_dollars,) = quotes.exclude(currency=None)
    assert in_dollars.value == rounded(in_dollars.amount * in_dollars.exchange_rate, 2)
    assert quotes.filter(discount_percent__gt=0).exists()
    assert quotes.exclude(attention="").exists()
    lines = SalesLine.objects.filter(document__in=quotes)
    assert lines.filter(discount_percent__gt=0).exists()
    assert lines.filter(item=None).exists()
    assert lines.count() > 2 * quotes.count()


def test_what_was_won_lately_is_ordered_by_customers(lindeboom):
    orders = SalesDocument.objects.orders().select_related("opportunity")

    assert 12 <= orders.count() <= 40
    assert {o.status for o in orders} == {"Open", "Released", "Completed"}
    for order in orders:
        assert order.opportunity.status == Status.WON
        assert order.opportunity.calculated_current_value == order.value > 0
    won = Opportunity.objects.filter(status=Status.WON)
    buyers = {one.contact_company_id for one in won}
    customers = set(Customer.objects.values_list("contact", flat=True))
    assert buyers <= customers


def test_quotes_and_orders_are_numbered_by_their_days(lindeboom):
    made = Change.objects.filter(verb="create_quote").order_by("at", "id")
    numbers = SalesDocument.objects.quotes().order_by("number")

    days = list(numbers.values_list("document_date", flat=True))
    assert days == sorted(days)
    sellers = set(Salesperson.objects.values_list("name", flat=True))
    assert set(made.values_list("actor_name", flat=True)) <= sellers
    completed = Change.objects.filter(verb="complete_order")
    assert set(completed.values_list("actor_name", flat=True)) == {"Mark Verhoeven"}


def test_their_histories_are_believable(lindeboom):
    entries = OpportunityEntry.objects.order_by("opportunity", "number")
    histories = {}
    for entry in entries.select_related("opportunity"):
        histories.setdefault(entry.opportunity, []).append(entry)

    taken = {entry.action_taken for entry in entries}
    assert taken == {action.value for action in ActionTaken}
    for opportunity, history in histories.items():
        days = [opportunity.creation_date, *(e.date_of_change for e in history)]
        assert days == sorted(days)
        assert days[-1] <= MARCH_1
        assert all(day.weekday() < 5 for day in days)
        assert [e.active for e in history] == [False] * (len(history) - 1) + [True]
    changing = [
        h for h in histories.values() if len({e.estimated_value for e in h}) > 1
    ]
    assert len(changing) > 100


def test_their_figures_are_those_of_the_rules(lindeboom):
    cycles = {cycle.pk: cycle for cycle in SalesCycle.objects.all()}

    for one in Opportunity.objects.filter(status=Status.IN_PROGRESS):
        share = cycles[one.sales_cycle_id].probability(
            chances=one.chances_of_success, completed=one.completed
        )
        assert one.probability == share
        worth = current_value(one.estimated_value, share, minor_unit=2)
        assert one.calculated_current_value == worth
    for one in Opportunity.objects.filter(status=Status.WON):
        assert one.calculated_current_value > 0
        assert one.probability == Decimal(100)


def test_numbers_follow_the_days_of_creation(lindeboom):
    numbered = Opportunity.objects.order_by("number").values_list(
        "number", "creation_date"
    )

    numbers, days = zip(*numbered, strict=True)
    assert numbers == tuple(f"OP{n:05}" for n in range(1, 251))
    assert list(days) == sorted(days)


def test_the_journal_names_the_salespeople_who_did_it(lindeboom):
    moves = Change.objects.filter(verb__in=["move_opportunity", "close_opportunity"])
    reopenings = Change.objects.filter(verb="reopen_opportunity")

    names = set(Salesperson.objects.values_list("name", flat=True))
    assert set(moves.values_list("actor_name", flat=True)) == names
    assert set(reopenings.values_list("actor_name", flat=True)) == {"Mark Verhoeven"}


def test_there_is_a_user_for_each_role_and_two_who_sell(lindeboom):
    members = Membership.objects.select_related("role", "user", "salesperson")

    assert Counter(m.role.level for m in members) == {
        Level.ADMINISTRATOR: 1,
        Level.MANAGER: 1,
        Level.SALESPERSON: 2,
        Level.READER: 1,
    }
    sellers = {m.salesperson.name: m.user.name for m in members if m.salesperson}
    assert sellers == {n: n for n in ("Sanne Bakker", "Joris van Dijk")}
    assert all(member.user.check_password(PASSWORD) for member in members)


def test_making_it_twice_is_refused_and_changes_nothing(lindeboom):
    with pytest.raises(SlugTaken):
        make(seed=2)

    assert Company.objects.count() == 1
    assert Opportunity.objects.count() == 250


def test_how_to_sign_in_is_printed_also_when_it_is_there_already(lindeboom):
    first, others = make(if_empty=True)

    assert first == f"Sign in as {ANNA} with password {PASSWORD} (Administrator)."
    assert others.startswith("The same password: mark@kans.example (Sales Manager), ")
    assert Company.objects.count() == 1


def test_a_password_that_was_changed_is_not_printed(lindeboom):
    anna = User.objects.get(email=ANNA)
    anna.set_password("something else")
    anna.save()

    first, *_ = make(if_empty=True)

    assert first == f"Sign in as {ANNA} with the password it was given (Administrator)."


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_figure_of_a_card_is_that_of_the_list_behind_it(
    lindeboom, client, language
):
    """Counts beside links, and sums of money by their captions (DEF-3, DEF-20)."""
    User.objects.filter(email=ANNA).update(language=language)
    client.force_login(User.objects.get(email=ANNA))
    here = f"/c/{LINDEBOOM}/"
    companies = Contact.objects.companies().order_by("number")[:6]
    cards = {f"contacts/{c.number}/": f"of-contact/{c.number}/" for c in companies}
    cards |= {
        f"salespeople/{s.code}/": f"of-salesperson/{s.code}/"
        for s in Salesperson.objects.all()
    }
    counted = added_up = 0
    for card, list_ in cards.items():
        page = html.unescape(client.get(here + card).text)
        for to, count in COUNTED.findall(page):
            assert listed(client, to)[0] == count, (card, to)
            counted += 1
        there = f"{here}opportunities/{list_}"
        rows, totals = listed(client, f"{there}?filter.closed={IS_NOT[language]}")
        figures = {
            caption: text.strip("€ \xa0") for caption, text in FIGURE.findall(page)
        }
        for caption in totals.keys() & figures.keys():
            assert figures[caption] == totals[caption], (card, caption)
            added_up += 1
        assert rows in figures.values()
    assert counted > len(companies)
    assert added_up > len(cards)


def listed(client, place):
    """How many rows a list says it has, and what stands below its columns."""
    page = html.unescape(client.get(place).text)
    count = re.search(r'id="list_count"[^>]*>[^<]*?([\d.,]+)[^\d<]*<', page)
    foot = re.search(r"<tfoot.*?</tfoot>", page, re.DOTALL)
    below = re.findall(r'data-caption="([^"]*)">([^<]+)</td>', foot[0] if foot else "")
    return (count[1] if count else "0"), dict(below)
