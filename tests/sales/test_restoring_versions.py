"""Making a quote again what a version of it says (ON-6; 8: 11 to 13)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kans.contacts.actions import edit_contact, merge_contacts
from kans.customers.actions import create_as_customer, edit_customer, unlink_customer
from kans.customers.models import Block
from kans.customers.rules.selling import CustomerBlocked
from kans.foundation.errors import DomainError, Refused
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change
from kans.number_series.models import NumberSeries
from kans.opportunities.actions import close_opportunity, delete_opportunity
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import Outcome
from kans.sales.actions import (
    add_lines,
    assign_opportunity,
    create_quote,
    delete_document,
    delete_lines,
    edit_document,
    edit_line,
    keep_version,
    make_order,
    release_document,
    restore_version,
)
from kans.sales.actions.versions import content_of
from kans.sales.models import DocumentVersion, SalesDocument
from kans.sales.rules.assigning import OpportunityHasQuote, OpportunityNotInProgress
from kans.sales.rules.header import ContactOfAnother
from kans.sales.rules.quoting import ContactIsPrivacyBlocked
from kans.sales.rules.restoring import GoneSince, OrderWasMade
from kans.sales.rules.statuses import DocumentNotOpen, OnlyForQuotes
from kans.trade.actions import edit_item
from kans.trade.models import Item
from kans.trade.rules.items import ItemBlocked
from kans.undo.actions import undo_change
from tests.builders import (
    APRIL_1,
    MARCH_8,
    a_contact,
    a_customer_template,
    a_payment_terms,
    a_person,
    an_item,
)
from tests.sales.common import D, a_quote, everything, won_and_lost

pytestmark = pytest.mark.django_db


@pytest.fixture
def quote(ann):
    quote = a_quote(1, 2)
    edit_document(
        quote,
        discount_percent=D(10),
        your_reference="Spring",
        requested_delivery_date=APRIL_1,
        work_description="Desks",
        language="en",
        payment_terms=a_payment_terms("30D"),
        accepted=True,
    )
    return add_lines(now(quote), [{"description": "By lorry"}])


def now(record):
    return type(record).objects.get(pk=record.pk)


def quote_now():
    return SalesDocument.objects.quotes().get(number="SQ00001")


def changed(quote):
    """The quote after it was edited all over."""
    quote = edit_document(
        now(quote),
        discount_percent=None,
        discount_amount=D(5),
        payment_terms=None,
        document_date=APRIL_1,
        accepted=False,
    )
    quote = edit_line(quote.lines_in_order[0], quantity=D(9), unit_price=D(1))
    return delete_lines(quote, [quote.lines_in_order[1]])


def test_header_and_lines_are_as_they_were(quote):
    version = keep_version(quote)
    changed(quote)

    restored = restore_version(version)

    assert restored.pk == quote.pk
    assert content_of(quote_now()) == version.content
    assert [ln.position for ln in quote_now().lines_in_order] == [1, 2, 3]
    assert quote_now().lines_in_order[0].vat_group.code == "STANDARD"
    assert quote_now().opportunity.sales_document_value == quote_now().value == 270


def test_a_version_from_before_a_field_was_there_leaves_it_blank(quote):
    """Versions outlive the versions of Kans."""
    version = keep_version(quote)
    later = {"work_description", "requested_delivery_date"}
    header = {k: v for k, v in version.content["header"].items() if k not in later}
    version.content = {**version.content, "header": header}
    with open_change("test"):
        version.save()

    restore_version(DocumentVersion.objects.get())

    assert quote_now().work_description == ""
    assert quote_now().requested_delivery_date is None
    assert quote_now().your_reference == "Spring"


def test_a_deleted_quote_is_found_among_the_versions(browser, quote):
    """Its own page is not linked from anywhere else once its card is gone."""
    delete_document(quote)

    listed = browser.get("/c/cronus/sales/versions/?view=deleted").text
    there = browser.get("/c/cronus/sales/SQ00001/versions/")

    assert 'href="/c/cronus/sales/SQ00001/versions/' in listed
    assert "Restore Version 1" in there.text
    assert "/c/cronus/sales/versions/" in browser.get("/c/cronus/quotes/").text


def test_what_it_was_before_is_kept_first(quote):
    """So one can always go back again."""
    version = keep_version(quote)
    other = content_of(now(changed(quote)))

    restore_version(version)

    latest = DocumentVersion.kept_of("Quote", "SQ00001")[0]
    assert (latest.document_version, latest.why) == (2, "Restored")
    assert latest.content == other
    restore_version(latest)
    assert content_of(quote_now()) == other


def test_the_opportunity_is_linked_again(quote):
    """Scenario 11; ON-6."""
    version, opportunity = keep_version(quote), quote.opportunity
    assign_opportunity(quote, None)

    restore_version(version)

    assert quote_now().opportunity == opportunity
    assert now(opportunity).sales_document_number == "SQ00001"


def test_what_was_kept_without_an_opportunity_stays_so(quote):
    """Scenario 11."""
    opportunity = quote.opportunity
    version = keep_version(assign_opportunity(quote, None))

    restore_version(version)
    assert quote_now().opportunity is None

    assign_opportunity(quote_now(), opportunity)
    restore_version(version)
    assert quote_now().opportunity is None
    assert now(opportunity).sales_document_number == ""


def test_it_is_taken_back_from_another_quote_when_one_says_so(quote):
    """Scenario 12; ON-3."""
    version, opportunity = keep_version(quote), quote.opportunity
    other = create_quote(quote.contact)
    assign_opportunity(other, opportunity, reassign=True)
    before = everything()

    with pytest.raises(OpportunityHasQuote, match="SQ00002"):
        restore_version(version)
    assert everything() == before

    restore_version(version, reassign=True)
    assert now(other).opportunity is None
    assert quote_now().opportunity == opportunity
    assert now(opportunity).sales_document_number == "SQ00001"


@pytest.mark.parametrize("linked", [True, False])
def test_one_that_was_won_since_is_refused(quote, linked):
    """Scenario 13."""
    won, _ = won_and_lost()
    version, opportunity = keep_version(quote), quote.opportunity
    if not linked:
        assign_opportunity(quote, None)
    close_opportunity(opportunity, Outcome.WON, won, on=MARCH_8, sales_value=D(1))

    with pytest.raises(OpportunityNotInProgress):
        restore_version(version)

    assert DocumentVersion.objects.count() == 1


def test_the_opportunity_is_of_the_contact_again(quote):
    """SQ-16: within the company it follows its quote."""
    version, company = keep_version(quote), quote.contact
    edit_document(quote, contact=a_person("Clara Smit", at=company))

    restore_version(version)

    assert quote_now().contact == company
    assert Opportunity.objects.get().contact == company


def test_a_deleted_quote_comes_back_under_its_number(quote):
    opportunity = quote.opportunity
    delete_document(quote)

    restored = restore_version(DocumentVersion.objects.get())

    assert restored.number == "SQ00001"
    assert content_of(quote_now()) == DocumentVersion.objects.get().content
    assert quote_now().opportunity == opportunity
    assert now(opportunity).sales_document_number == "SQ00001"


def test_a_quote_that_was_ordered_does_not(quote):
    won, _ = won_and_lost()
    version = keep_version(quote)
    order = make_order(quote, code=won, on=MARCH_8)
    before = everything()

    with pytest.raises(OrderWasMade):
        restore_version(version)

    assert everything() == before
    with pytest.raises(OnlyForQuotes):
        restore_version(keep_version(order))


def test_a_released_one_is_reopened_first(quote):
    version = keep_version(quote)
    release_document(quote)

    with pytest.raises(DocumentNotOpen):
        restore_version(version)


def test_what_is_gone_is_named(quote):
    version = keep_version(quote)
    _, lost = won_and_lost()
    opportunity = quote.opportunity
    edit_document(quote, payment_terms=None)
    assign_opportunity(quote, None)
    close_opportunity(opportunity, Outcome.LOST, lost, on=MARCH_8)
    delete_opportunity(now(opportunity))
    with open_change("test"):
        quote.payment_terms.delete()

    with pytest.raises(Refused) as refused:
        restore_version(version)

    told = [str(one) for one in refused.value.refusals]
    assert {type(one) for one in refused.value.refusals} == {GoneSince}
    assert told[0].startswith("Payment Terms 30D is no longer there")
    assert told[1].startswith("Opportunity OP0001 is no longer there")


def test_what_is_blocked_is_named(quote):
    version = keep_version(quote)
    desk = quote.lines_in_order[0].item
    with open_change("test"):
        desk.blocked = True
        desk.save()

    with pytest.raises(ItemBlocked, match="DESK"):
        restore_version(version)


def test_who_is_blocked_for_privacy_is_named_once(quote):
    version, contact = keep_version(quote), quote.contact
    with open_change("test"):
        contact.privacy_blocked = True
        contact.save()

    with pytest.raises(ContactIsPrivacyBlocked, match="Contoso"):
        restore_version(version)


# What became of its contact since --------------------------------------------------


def test_who_became_a_customer_since_stays_one(ann):
    """C2C-9: the version says none."""
    quote = a_quote(1, buys=False, template=a_customer_template())
    version = keep_version(quote)
    customer = create_as_customer(quote.contact)

    restore_version(version)

    assert quote_now().customer == customer
    assert quote_now().customer_template is None


def test_who_became_a_customer_and_is_blocked_is_refused(ann):
    """CUS-5."""
    quote = a_quote(1, buys=False)
    version = keep_version(quote)
    edit_customer(create_as_customer(quote.contact), blocked=Block.SHIP)

    with pytest.raises(CustomerBlocked):
        restore_version(version)

    assert quote_now().customer.blocked


@pytest.mark.parametrize("opportunity", [True, False])
@pytest.mark.parametrize("deleted", [True, False])
def test_who_left_the_company_is_not_its_contact_again(quote, opportunity, deleted):
    """SQ-14."""
    eva = a_person("Eva Bos", at=quote.contact)
    quote = edit_document(quote, contact=eva)
    version = keep_version(quote if opportunity else assign_opportunity(quote, None))
    edit_contact(eva, company_contact=a_contact("Fabrikam"))
    if deleted:
        delete_document(quote_now())
    before = everything()

    with pytest.raises(DomainError) as refused:
        restore_version(version)

    assert ContactOfAnother in {type(one) for one in refused.value.refusals}
    assert everything() == before


def test_a_quote_whose_customer_was_unlinked_is_restored(quote):
    version = keep_version(quote)
    changed(quote)
    unlink_customer(quote.customer)

    assert content_of(restore_version(version)) == version.content


def test_the_contact_that_it_was_merged_into_is_meant(quote):
    """DUP-4."""
    version, kept = keep_version(quote), a_contact("Contoso BV")
    changed(quote)
    merge_contacts(kept, quote.contact)

    restore_version(now(version))

    assert quote_now().contact == kept
    assert quote_now().your_reference == "Spring"


def test_contact_and_customer_are_found_under_new_numbers(quote):
    version = keep_version(quote)
    with open_change("test"):
        NumberSeries.objects.update(manual_numbers=True)
    edit_contact(quote.contact, number="K-100")
    edit_customer(quote.customer, number="D-100")
    other = a_contact("Fabrikam", number=version.content["header"]["contact"])

    restore_version(now(version))

    assert quote_now().contact == quote.contact != other
    assert now(version).content == content_of(quote_now())


@pytest.mark.parametrize("number", ["DESK", "BÜRO", 'A"1\\B', "D%S_"])
def test_an_item_is_found_under_a_new_number(quote, number):
    """ON-6: whichever item has its former number by now."""
    desk = edit_item(Item.objects.get(), number=number)
    version = keep_version(quote)
    edit_item(desk, number="DÉSK")
    edit_item(now(desk), number="DESK-1")
    other = an_item("Another desk", number=number)
    later = keep_version(add_lines(now(quote), [{"item": other}]))

    restore_version(now(version))

    items = [line.item for line in quote_now().lines_in_order]
    assert items == [desk, desk, None]
    assert now(version).content == content_of(quote_now())
    told = [line["item"] for line in now(later).content["lines"]]
    assert told == ["DESK-1", "DESK-1", None, number]


def test_versions_that_do_not_name_a_renumbered_item_stay(quote):
    """A version that sells something else, or only says so in words."""
    chair = an_item("Chair", number="CHAIR")
    quote = delete_lines(now(quote), quote.lines_in_order)
    words = {"description": 'Instead of "item": "DESK"'}
    version = keep_version(add_lines(quote, [{"item": chair}, words]))

    edit_item(Item.objects.get(number="DESK"), number="CHAIR-2")

    assert now(version).version == 1
    assert now(version).content == version.content


def test_an_undo_has_versions_name_an_item_by_its_former_number(quote):
    """What had changed of them is put back with it."""
    version = keep_version(quote)
    edit_item(now(quote.lines_in_order[0].item), number="DESK-1")
    assert now(version).content != version.content

    undo_change(Change.objects.latest("id"))

    assert now(version).content == version.content == content_of(quote_now())


def test_many_versions_name_it_otherwise_in_as_many_queries_as_one(quote):
    def queries(number):
        with CaptureQueriesContext(connection) as asked:
            edit_item(Item.objects.get(description="Desk"), number=number)
        return len(asked)

    keep_version(quote)
    queries("DESK-1")
    few = queries("DESK-2")
    for _ in range(9):
        keep_version(now(quote))

    assert queries("DESK-3") == few
    told = [version.content["lines"] for version in DocumentVersion.objects.all()]
    assert [[ln["item"] for ln in lines] for lines in told] == [
        ["DESK-3", "DESK-3", None]
    ] * 10


# The pages ------------------------------------------------------------------------

VERSIONS = "/c/cronus/sales/SQ00001/versions/"


def test_each_version_can_be_restored_but_what_is_so_already(browser, quote):
    keep_version(quote)
    keep_version(edit_document(quote, your_reference="Autumn"))

    shown = browser.get(VERSIONS).text
    assert f"{VERSIONS}1/restore/" in shown
    assert f"{VERSIONS}2/restore/" not in shown

    edit_document(quote, your_reference="Winter")
    assert f"{VERSIONS}2/restore/" in browser.get(VERSIONS).text


def test_the_page_of_one_without_versions_says_so(browser, quote):
    assert "No version is kept yet." in browser.get(VERSIONS).text


def test_the_dialog_restores(browser, quote):
    keep_version(quote)
    edit_document(quote, your_reference="Autumn")

    asked = browser.get(f"{VERSIONS}1/restore/").text
    answer = browser.confirm(f"{VERSIONS}1/restore/", {})

    assert 'name="reassign"' not in asked
    assert answer["Location"] == "/c/cronus/sales/SQ00001/"
    assert quote_now().your_reference == "Spring"


def test_the_dialog_asks_where_another_quote_has_the_opportunity(browser, quote):
    keep_version(quote)
    other = create_quote(quote.contact)
    assign_opportunity(other, quote.opportunity, reassign=True)

    asked = browser.get(f"{VERSIONS}1/restore/").text
    refused = browser.confirm(f"{VERSIONS}1/restore/", {})
    browser.confirm(f"{VERSIONS}1/restore/", {"reassign": "on"})

    assert "has SQ00002 now." in asked
    assert refused.status_code == 422
    assert now(other).opportunity is None


def test_the_page_of_a_deleted_quote_is_still_there(browser, quote):
    delete_document(quote)

    assert f"{VERSIONS}1/restore/" in browser.get(VERSIONS).text
    assert browser.get("/c/cronus/sales/SQ99999/versions/").status_code == 404
