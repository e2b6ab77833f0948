"""Quotes and orders at their doors, as a browser without JavaScript knocks."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from kans.customers.actions import create_as_customer
from kans.customers.models import Customer
from kans.customers.rules.becoming import CustomerTemplateMissing, TemplateOfOtherType
from kans.opportunities.models import Opportunity
from kans.opportunities.rules.closing import QuoteComesToNothing
from kans.sales.actions import (
    add_lines,
    create_quote,
    delete_document,
    delete_lines,
    edit_document,
    edit_line,
    move_line,
    release_document,
)
from kans.sales.actions.versions import content_of
from kans.sales.models import SalesDocument
from kans.sales.rules.lines import LineGone
from kans.trade.models import Item
from tests.builders import (
    a_company,
    a_contact,
    a_currency,
    a_customer,
    a_customer_template,
    a_payment_terms,
    a_salesperson,
    a_vat_customer_group,
    a_vat_item_group,
    an_item,
    selling_is_set_up,
)
from tests.opportunities.pages import (
    errors_at,
    form_of,
    offered_in,
    queries_of,
    text_of,
)
from tests.sales.common import (
    D,
    a_quote,
    an_opportunity_in_progress,
    everything,
    won_and_lost,
)

pytestmark = pytest.mark.django_db
HERE = "/c/cronus/"
DUTCH = {"HTTP_ACCEPT_LANGUAGE": "nl"}


def at(document, *rest):
    return "/".join((f"{HERE}sales/{document.number}", *rest, ""))


def line_at(document, *rest, place=0):
    return at(document, "lines", str(document.lines_in_order[place].pk), *rest)


def read(document):
    return SalesDocument.objects.get(pk=document.pk)


def as_it_opens(browser, path, **typed):
    """Post a dialog as it opens, with something typed."""
    return browser.post(path, {**form_of(browser.get(path)), **typed})


# Making a quote --------------------------------------------------------------------


@pytest.fixture
def prospect(ann):
    """An opportunity of a contact that is no customer yet, and a template."""
    selling_is_set_up()
    a_customer_template(document_discount=D(5))
    return an_opportunity_in_progress(buys=False)


def quote_at(opportunity):
    return f"{HERE}opportunities/{opportunity.number}/quote/"


@pytest.mark.parametrize(
    ("how", "follows"),
    [
        ("customer", (True, None, D(5))),
        ("terms", (False, "TRADE", D(5))),
        ("neither", (False, None, None)),
    ],
)
def test_a_prospect_becomes_a_customer_or_not(browser, prospect, how, follows):
    """QUO-3."""
    made = as_it_opens(browser, quote_at(prospect), how=how)

    quote = SalesDocument.objects.get()
    assert made["Location"] == at(quote)
    template = quote.customer_template and quote.customer_template.code
    buys, discount = quote.customer is not None, quote.discount_percent
    assert (buys, template, discount) == follows


def test_what_becomes_of_a_prospect_is_asked_in_dutch(browser, prospect):
    page = text_of(browser.get(quote_at(prospect), **DUTCH))

    for words in (
        "Verkoopofferte toekennen",
        "Het contact is nog geen klant",
        "Klantsjabloon",
    ):
        assert words in page


def test_only_templates_for_companies_are_offered(browser, prospect):
    """TPL-2."""
    a_customer_template("PRIVATE", contact_type="Person")

    offered = offered_in(browser.get(quote_at(prospect)), "template")

    assert offered == ["", "TRADE"]


def test_a_choice_that_is_none_is_refused(browser, prospect):
    before = everything()

    refused = as_it_opens(browser, quote_at(prospect), how="both", template="NONE")

    assert refused.status_code == 422
    assert errors_at(refused).keys() == {"how", "template"}
    assert errors_at(refused)["how"] == (
        "both is not offered here, or no longer. Choose one of what is offered."
    )
    assert everything() == before


def test_a_quote_that_is_there_is_opened(browser, ann):
    """QUO-1."""
    quote = a_quote(1)

    for opens in (browser.get, browser.post):
        assert opens(quote_at(quote.opportunity))["Location"] == at(quote)

    assert SalesDocument.objects.count() == 1


def test_a_quote_of_no_opportunity_is_made_for_a_contact(browser, ann):
    """CON-36."""
    selling_is_set_up()
    contact = a_contact("Contoso")
    path = f"{HERE}quotes/new/?contact={contact.number}"

    as_it_opens(browser, path)

    assert SalesDocument.objects.get().contact == contact
    refused = browser.post(f"{HERE}quotes/new/", {"contact": "Nobody", "number": "7"})
    assert refused.status_code == 422
    assert "contact" in errors_at(refused)


@pytest.mark.parametrize(
    ("how", "follows"),
    [
        ("customer", (True, None, D(5))),
        ("terms", (False, "TRADE", D(5))),
        ("neither", (False, None, None)),
    ],
)
def test_what_becomes_of_a_prospect_is_asked_there_too(browser, prospect, how, follows):
    """Scenario 40; SQ-12."""
    made = as_it_opens(browser, new_quote_for(prospect.contact), how=how)

    quote = SalesDocument.objects.get()
    assert (made["Location"], quote.opportunity) == (at(quote), None)
    template = quote.customer_template and quote.customer_template.code
    buys, discount = quote.customer is not None, quote.discount_percent
    assert (buys, template, discount) == follows


def test_who_types_a_prospect_is_asked_before_there_is_a_quote(browser, prospect):
    """SQ-12."""
    typed = {"contact": prospect.contact.number}
    assert "how" not in form_of(browser.get(f"{HERE}quotes/new/"))

    asked = browser.post(f"{HERE}quotes/new/", typed)

    assert asked.status_code == 422
    assert "how" in errors_at(asked)
    assert offered_in(asked, "template") == ["", "TRADE"]
    assert not SalesDocument.objects.exists()
    assert browser.post(f"{HERE}quotes/new/", {**typed, "how": "neither"}).status_code
    assert SalesDocument.objects.get().customer is None


def new_quote_for(contact):
    return f"{HERE}quotes/new/?contact={contact.number}"


def test_a_customer_is_not_asked(browser, prospect):
    """Scenario 40."""
    create_as_customer(prospect.contact)

    assert "how" not in form_of(browser.get(new_quote_for(prospect.contact)))


def test_from_prospect_to_order_nothing_is_lost(browser, prospect):
    """Scenario 40, of a company (QUO-2)."""
    contact = prospect.contact
    as_it_opens(browser, new_quote_for(contact), how="customer")
    chair = an_item("Chair", unit_price=D("33.33"))
    lines = [{"item": item, "quantity": D(3)} for item in (chair, *Item.objects.all())]
    quote = add_lines(SalesDocument.objects.get(), lines)
    edit_document(quote, discount_percent=D("12.5"))
    offered = content_of(read(quote))
    assert quote.number in text_of(
        browser.get(f"{HERE}contacts/{contact.number}/quotes/")
    )

    as_it_opens(browser, at(quote, "order"))

    order = SalesDocument.objects.get()
    ordered = content_of(order)
    differing = {n for n, v in ordered["header"].items() if offered["header"][n] != v}
    assert not order.is_quote
    assert differing <= {"valid_until", "status", "sent_at"}
    assert ordered["lines"] == offered["lines"]
    assert len(ordered["lines"]) == 3
    assert order.number in text_of(
        browser.get(f"{HERE}contacts/{contact.number}/orders/")
    )


# Making an order -------------------------------------------------------------------


def test_an_order_is_made_and_the_opportunity_won(browser, ann):
    """QUO-5."""
    won_and_lost()
    quote = a_quote(1)
    path = at(quote, "order")
    assert offered_in(browser.get(path), "code") == ["", "WON"]

    made = as_it_opens(browser, path)

    order = SalesDocument.objects.get()
    assert (order.quote_number, made["Location"]) == (quote.number, at(order))
    assert Opportunity.objects.get().status == "Won"
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "LOST"}, "code"),
        ({"on": ""}, "on"),
        ({"on": "01/01/0001"}, "on"),
        ({"on": "soon"}, "on"),
    ],
)
def test_an_order_that_cannot_be_made_changes_nothing(browser, ann, typed, field):
    won_and_lost()
    quote = a_quote(1)
    before = everything()

    refused = as_it_opens(browser, at(quote, "order"), **typed)

    assert refused.status_code == 422
    assert field in errors_at(refused)
    assert everything() == before


def test_the_dialogs_speak_dutch(browser, ann):
    won_and_lost()
    quote = a_quote(1)
    said = {
        "order": "Order maken",
        "release": "Vrijgeven",
        "delete": "verwijderen",
        "version": "Versie bewaren",
        "send": "Per e-mail verzenden",
    }

    for page, words in said.items():
        assert words in text_of(browser.get(at(quote, page), **DUTCH))


def test_what_an_empty_quote_comes_to_is_what_closing_shows(browser, ann):
    """END-2: not the estimate, for which it would be refused; with the ways out."""
    quote = a_quote()
    won_and_lost()
    number, before = quote.opportunity.number, everything()
    closure = f"{HERE}opportunities/{number}/closure/?outcome=Won"
    nothing = str(QuoteComesToNothing(quote="SQ00001"))

    page, order = browser.get(closure), browser.get(at(quote, "order"))
    refused = browser.post(closure, form_of(page))

    assert nothing in text_of(page)
    assert 'value="1,000.00"' not in text_of(page)
    assert errors_at(refused) == {"sales_value": nothing}
    assert nothing in text_of(order)
    assert everything() == before

    assign = at(quote, "opportunity")
    browser.post(assign, {**form_of(browser.get(assign)), "opportunity": ""})
    browser.post(closure, form_of(browser.get(closure)))
    assert Opportunity.objects.get().status == "Won"
    assert Opportunity.objects.get().calculated_current_value == 1000


def test_of_several_templates_none_is_preset_and_one_is_asked(browser, prospect):
    """END-3, for a customer and for the terms of a quote; from a program, too."""
    a_customer_template("SHOP", line_discount=7)
    before, opens = everything(), partial(as_it_opens, browser, quote_at(prospect))

    customer, terms = opens(how="customer"), opens(how="terms")

    assert form_of(browser.get(quote_at(prospect)))["template"] == ""
    assert errors_at(customer).keys() == errors_at(terms).keys() == {"template"}
    with pytest.raises(CustomerTemplateMissing):
        create_quote(opportunity=prospect, as_customer=True)
    assert everything() == before
    assert not Customer.objects.exists()

    opens(how="customer", template="SHOP")
    assert Customer.objects.get().line_discount == 7


@pytest.mark.parametrize("as_customer", [True, False])
def test_a_template_for_persons_is_not_for_a_company(prospect, as_customer):
    """TPL-2."""
    private = a_customer_template("PRIVATE", contact_type="Person")
    before = everything()

    with pytest.raises(TemplateOfOtherType):
        create_quote(opportunity=prospect, template=private, as_customer=as_customer)

    assert everything() == before
    assert not Customer.objects.exists()


# The table of lines ------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        {"quantity": "many"},
        {"quantity": "1e400"},
        {"quantity": "NaN"},
        {"quantity": "9" * 100_000},
        {"unit_price": "-1"},
        {"unit_price": "99999999999999999999"},
        {"discount_percent": "100.01"},
        {"item": "NOTHING"},
        {"description": "DE\0SK"},
        {"unit": "x" * 100_000},
        {"description": "x" * 101},
    ],
)
def test_a_cell_that_is_refused_says_why_and_keeps_what_was_typed(browser, ann, typed):
    quote = a_quote(1)
    before, ((name, value),) = everything(), typed.items()

    for path, row in (
        (line_at(quote), str(quote.lines_in_order[0].pk)),
        (at(quote, "lines"), ""),
    ):
        refused = browser.post(path, typed)
        page = text_of(refused)

        assert refused.status_code == 422
        assert f'id="error_{name}_{row}"' in page
        assert value in page or name == "unit"

    assert everything() == before
    assert len(read(quote).lines_in_order) == 1


def test_addresses_of_lines_take_only_what_is_posted(browser, ann):
    quote = a_quote(1)

    for path in (at(quote, "lines"), line_at(quote), line_at(quote, "move")):
        assert browser.get(path).status_code == 404
    assert browser.get(line_at(quote, "delete")).status_code == 404
    for place in ("", "one", "-1", "1e3", "9" * 50):
        assert browser.post(line_at(quote, "move"), {"to": place}).status_code == 404
    assert len(read(quote).lines_in_order) == 1


def test_of_a_line_that_is_gone_the_table_comes_back(browser, ann):
    """Also of one that is of another document, which is not told apart."""
    quote, other = a_quote(1, 2), create_quote(a_contact("Fabrikam"))
    gone = line_at(quote, place=1)
    delete_lines(quote, quote.lines_in_order[1:])
    before = everything()

    for wrong in (gone, at(other, "lines", str(quote.lines_in_order[0].pk))):
        for path, typed in (
            (wrong, {"quantity": "2"}),
            (wrong, {"quantity": "many"}),
            (f"{wrong}move/", {"to": "1"}),
            (f"{wrong}delete/", {}),
        ):
            told = browser.post(path, typed)
            assert told.status_code == 422
            assert 'id="lines"' in text_of(told)
            assert "Somebody deleted this line meanwhile." in text_of(told)

    assert everything() == before
    assert [line.quantity for line in read(quote).lines_in_order] == [1]


def test_a_line_may_go_while_it_is_changed(ann):
    quote = a_quote(1, 2)
    line = quote.lines_in_order[1]
    delete_lines(quote, [line])

    for change in (partial(edit_line, quantity=D(3)), partial(move_line, to=1)):
        with pytest.raises(LineGone):
            change(line)

    assert [line.quantity for line in read(quote).lines_in_order] == [1]


def test_a_line_of_another_company_is_not_there(browser, ann):
    quote = a_quote(1)
    a_company("Fabrikam")

    for company in ("fabrikam", "nowhere"):
        path = line_at(quote).replace("cronus", company)
        assert browser.post(path, {"quantity": "2"}).status_code in {403, 404}

    assert read(quote).lines_in_order[0].quantity == 1


def test_a_document_that_was_released_meanwhile_says_so(browser, ann):
    """What was typed stays: the row does not come back without its cells."""
    quote = release_document(a_quote(1))
    gone = at(quote, "lines", str(uuid4()))

    for path in (line_at(quote), line_at(quote, "move"), at(quote, "lines"), gone):
        typed = {"quantity": "2", "opened-quantity": "1", "to": "1"}
        refused = browser.post(path, typed)
        assert refused.status_code == 422
        assert "SQ00001 is Released" in text_of(refused)
        assert "data-line" not in text_of(refused)


def test_a_document_that_was_deleted_meanwhile_is_not_there(browser, ann):
    quote = a_quote(1)
    paths = [line_at(quote), at(quote, "lines"), at(quote, "edit"), at(quote)]
    delete_document(quote)

    for path in paths:
        assert browser.post(path, {"quantity": "2"}).status_code == 404


def test_a_prospect_is_made_a_customer_with_the_order(browser, ann):
    """ORD-2: the way out stands in the dialog itself."""
    won, _lost = won_and_lost()
    quote = a_quote(2, buys=False)
    there = at(quote, "order")
    asked = browser.get(there).content.decode()
    assert 'name="as_customer"' in asked

    typed = {"code": won.code, "on": "w", "version": str(quote.version)}
    refused = browser.post(there, typed)
    assert refused.status_code == 422
    assert "has no customer" in refused.content.decode()
    made = browser.post(there, {**typed, "as_customer": "on"})

    assert made.status_code == 302
    assert SalesDocument.objects.get().customer == Customer.objects.get()


def test_texts_are_pasted_where_descriptions_stand(browser, ann):
    quote = a_quote(1)
    pasted = {"text": "By lorry\nOn Monday\n", "first": "description"}

    assert browser.post(at(quote, "lines", "pasted"), pasted).status_code == 200

    lines = SalesDocument.objects.get().lines_in_order
    assert [line.description for line in lines] == ["Desk", "By lorry", "On Monday"]
    assert [line.is_sold for line in lines] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Copy rows"),
        ("\t\t\n \t", "Copy rows"),
        ("DESK\t\t1\nNOTHING\t\t2", "Row 2"),
        ("DESK\t\tNaN", "Row 1"),
        ("DESK\n\t\t7", "Row 2 of what was pasted: Choose an item"),
        ("DESK\nOLD\t\t1", "Row 2 of what was pasted: Item OLD is blocked"),
        ("DESK\n\t\n\nOLD", "Row 4 of what was pasted: Item OLD is blocked"),
        ("DESK\n\nNONE", "Row 3 of what was pasted: Nothing in Items"),
        ("DESK\nBOOK\t\t1", "Row 2 of what was pasted: There is no VAT rate"),
        ("DESK\t\t1000000000", "Row 1 of what was pasted: Enter a quantity"),
        ("DESK\t\t" + "9" * 31, "Row 1 of what was pasted: Enter a quantity"),
        ("DESK\t\0", "Null characters"),
        ("DESK\n" * 1001, "at most 1000 lines"),
        ("x" * 200_001, "at most 200000 characters"),
    ],
)
def test_rows_that_cannot_be_pasted_add_nothing(browser, ann, text, says):
    quote = a_quote(1)
    an_item("Old desk", number="OLD", blocked=True)
    an_item("Book", number="BOOK", vat_group=a_vat_item_group("REDUCED"))

    refused = browser.post(at(quote, "lines", "pasted"), {"text": text})

    assert refused.status_code == 422
    assert says in text_of(refused).replace(",", "")
    assert len(read(quote).lines_in_order) == 1


@pytest.mark.parametrize("named", ["DESK", " desk ", "DESK · Desk"])
def test_a_pasted_row_names_its_item_as_a_typed_one_does(browser, ann, named):
    """AMT-1: by its number, before any description; or by the beginning of one."""
    quote = a_quote(1)
    lamp = an_item("Lamp")
    an_item("DESK", number="D-2")
    pasted = {"text": f"{named}\t\t2\nLam\t\t3"}

    assert browser.post(at(quote, "lines", "pasted"), pasted).status_code == 200

    desk, *added = (line.item for line in read(quote).lines_in_order)
    assert added == [desk, lamp]


def test_further_columns_of_a_spreadsheet_are_passed_over(browser, ann):
    quote = a_quote(1)
    row = "DESK\tTall desk\t2\t150\t10\tred\t€ 270\n\n"

    assert browser.post(at(quote, "lines", "pasted"), {"text": row}).status_code == 200

    assert read(quote).amount == 370


# The card --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("document_date", ""),
        ("document_date", "12/32/2026"),
        ("discount_percent", "101"),
        ("discount_percent", "1e400"),
        ("discount_amount", "-1"),
        ("discount_amount", "100.01"),
        ("discount_amount", "9" * 31),
        ("currency", "USD"),
        ("currency", "ZZZ"),
        ("contact", ""),
        ("contact", "Fabrikam"),
        ("customer", ""),
        ("your_reference", "x" * 51),
        ("name", "a\0b"),
    ],
)
def test_a_header_that_is_refused_says_why_at_its_field(browser, ann, field, value):
    quote = a_quote(1)
    a_contact("Fabrikam")
    a_currency("USD")
    before = everything()

    refused = as_it_opens(browser, at(quote, "edit"), **{field: value})

    assert refused.status_code == 422
    assert field in errors_at(refused)
    assert everything() == before


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("vat_group", "EXPORT", "no VAT rate for customers of group EXPORT"),
        ("vat_group", "", "has no VAT customer group"),
        ("customer", "C00009", "no VAT rate for customers of group EXPORT"),
        ("payment_terms", "9999Y", "9999Y from"),
        ("currency", "USD", "no exchange rate of USD"),
    ],
)
def test_what_follows_from_a_field_and_cannot_be_is_told_at_it(
    browser, ann, field, value, says
):
    contact = a_contact("Contoso")
    quote = a_quote(1, of=an_opportunity_in_progress(buys=False, contact=contact))
    edit_document(quote, payment_terms=a_payment_terms("30D"))
    a_payment_terms("9999Y", due_date_calculation="9999Y")
    a_currency("USD")
    export = a_vat_customer_group("EXPORT")
    a_customer("Contoso", of=contact, vat_group=export, number="C00009")
    before = everything()

    for path in (at(quote, "edit"), f"{at(quote, 'edit')}?only={field}"):
        refused = as_it_opens(browser, path, **{field: value})
        assert refused.status_code == 422
        assert says in errors_at(refused)[field]

    assert everything() == before


def test_an_item_without_a_rate_is_told_at_the_item(browser, ann):
    quote = a_quote(1)
    an_item("Book", number="BOOK", vat_group=a_vat_item_group("REDUCED"))

    for path, row in (
        (line_at(quote), str(quote.lines_in_order[0].pk)),
        (at(quote, "lines"), ""),
    ):
        refused = browser.post(
            path, {"item": "BOOK", "opened-item": quote.lines_in_order[0].item.number}
        )
        assert refused.status_code == 422
        assert f'id="error_item_{row}"><p>There is no VAT rate' in text_of(refused)


def test_the_card_asks_no_more_of_a_longer_document(browser, ann):
    quote = a_quote(1)
    browser.get(at(quote))
    of_one = queries_of(browser, at(quote))
    item = quote.lines_in_order[0].item
    add_lines(quote, [{"item": item, "quantity": D(2)}] * 40)

    assert queries_of(browser, at(quote)) == of_one


# Lists ----------------------------------------------------------------------------


def test_quotes_and_orders_are_listed_where_they_belong(browser, ann):
    johanna = a_salesperson("XY", "Xenia")
    quote = edit_document(a_quote(1), salesperson=johanna)
    create_quote(a_contact("Fabrikam"))
    whose = {
        f"contacts/{quote.contact.number}": "Sales Quotes of Contoso",
        f"customers/{quote.customer.number}": "Sales Quotes of Contoso",
        "salespeople/XY": "Xenia",
    }

    for card, caption in whose.items():
        page = text_of(browser.get(f"{HERE}{card}/quotes/"))
        assert caption in page
        assert "SQ00001" in page
        assert "SQ00002" not in page
        assert "SQ00001" not in text_of(browser.get(f"{HERE}{card}/orders/"))

    assert browser.get(f"{HERE}contacts/NOBODY/quotes/").status_code == 404
    assert "?contact=" in text_of(
        browser.get(f"{HERE}contacts/{quote.contact.number}/quotes/")
    )
