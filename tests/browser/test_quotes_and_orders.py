"""From opportunity to order, in both languages; and typing lines like a spreadsheet."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kans.opportunities.models import Opportunity
from kans.sales.actions import add_lines
from kans.sales.models import SalesDocument
from tests.browser.desk import DESK, PHONE
from tests.browser.looks import turn
from tests.builders import a_customer_template, an_item, selling_is_set_up
from tests.sales.common import D, a_quote, an_opportunity_in_progress, won_and_lost

pytestmark = pytest.mark.django_db(transaction=True)
SETTLED = (
    "Promise.allSettled(document.getAnimations().map((it) => it.finished))"
    ".then(() => null)"
)
WORDS = {
    "en": {
        "Create Sales Quote": "Create Sales Quote",
        "Create": "Create",
        "Make Order": "Make Order",
        "Sales Quote": "Sales Quote",
        "Sales Order": "Sales Order",
        "Won": "Won",
        "price": "1,250.00",
        "total": "3,025.00",
    },
    "nl": {
        "Create Sales Quote": "Verkoopofferte toekennen",
        "Create": "Maken",
        "Make Order": "Order maken",
        "Sales Quote": "Verkoopofferte",
        "Sales Order": "Verkooporder",
        "Won": "Gewonnen",
        "price": "1.250,00",
        "total": "3.025,00",
    },
}


def typed(page, place, name):
    """The cell of a line, by its place in the table."""
    return (
        page.locator("[data-lines] tr[data-line]").nth(place).locator(f"[name={name}]")
    )


@pytest.mark.parametrize("language", ["en", "nl"])
def test_from_opportunity_to_order(open_browser, ann, ann_the_user, axe, language):
    """The seed's Offertes maken and Verkooporders maken, followed literally."""
    words = WORDS[language]
    selling_is_set_up()
    won_and_lost()
    a_customer_template()
    opportunity = an_opportunity_in_progress(buys=False)
    locale = {"en": "en-US", "nl": "nl-NL"}[language]
    page = open_browser(user=ann_the_user, viewport=DESK, locale=locale)

    page.goto("/c/cronus/opportunities/")
    page.get_by_role("toolbar").get_by_text(words["Create Sales Quote"]).click()
    page.locator("dialog[open] [data-ok]").click()
    expect(page.locator("main h1")).to_have_text(f"{words['Sales Quote']} SQ00001")
    typed(page, 0, "item").fill("DESK")
    page.keyboard.press("Tab")
    expect(typed(page, 0, "description")).to_have_value("Desk")
    typed(page, 0, "quantity").fill("2")
    page.keyboard.press("Tab")
    typed(page, 0, "unit_price").fill("1250")
    page.keyboard.press("Tab")
    expect(page.locator("#total_including")).to_have_text(words["total"])
    expect(typed(page, 0, "unit_price")).to_have_value(words["price"])
    assert axe(page) == []

    page.goto("/c/cronus/opportunities/")
    page.get_by_role("toolbar").get_by_text(words["Create Sales Quote"]).click()
    expect(page.locator("main h1")).to_have_text(f"{words['Sales Quote']} SQ00001")
    page.get_by_role("toolbar").get_by_text(words["Make Order"]).click()
    expect(page.locator("dialog[open] [data-ok]")).to_be_visible()
    page.evaluate(SETTLED)  # what fades in has too little contrast for a moment
    assert axe(page) == []
    page.locator("dialog[open] [data-ok]").click()

    expect(page.locator("main h1")).to_have_text(f"{words['Sales Order']} SO00001")
    opportunity = Opportunity.objects.get(pk=opportunity.pk)
    assert (opportunity.status, opportunity.calculated_current_value) == ("Won", 2500)
    page.set_viewport_size(PHONE)
    assert axe(page) == []


def test_lines_are_typed_by_keys_alone(open_browser, ann, ann_the_user):
    quote = a_quote(1, 2)
    an_item("Lamp", number="LAMP", unit_price=D(20))
    page = open_browser(user=ann_the_user, viewport=DESK)
    page.goto(f"/c/cronus/sales/{quote.number}/")

    typed(page, 0, "quantity").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(typed(page, 1, "quantity")).to_be_focused()
    page.keyboard.press("F8")  # from above
    page.keyboard.press("ArrowDown")
    expect(typed(page, 2, "quantity")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("LAMP")
    page.keyboard.press("Tab")
    expect(typed(page, 2, "unit_price")).to_have_value("20.00")
    expect(page.locator("[data-lines] tbody tr[data-line]")).to_have_count(4)
    typed(page, 2, "quantity").fill("abc")
    page.keyboard.press("Enter")
    expect(page.locator(".ask-error")).to_be_visible()
    expect(typed(page, 2, "quantity")).to_have_value("abc")
    typed(page, 2, "quantity").fill("3")
    page.keyboard.press("Enter")
    expect(page.locator("#total_excluding")).to_have_text("1,060.00")
    typed(page, 2, "description").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(typed(page, 1, "description")).to_have_value("Lamp")
    expect(typed(page, 1, "description")).to_be_focused()
    page.keyboard.press("Control+Delete")
    expect(page.locator("#total_excluding")).to_have_text("1,000.00")

    lines = SalesDocument.objects.get().lines_in_order
    assert [(line.description, line.quantity) for line in lines] == [
        ("Desk", 5),
        ("Desk", 5),
    ]


def test_escape_brings_back_what_was_so_before_the_refused(
    open_browser, ann, ann_the_user
):
    quote = a_quote(2)
    page = open_browser(user=ann_the_user, viewport=DESK)
    page.goto(f"/c/cronus/sales/{quote.number}/")
    quantity = typed(page, 0, "quantity")
    quantity.fill("many")
    quantity.press("Enter")
    expect(page.locator(".ask-error")).to_be_visible()
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    quantity.press("Escape")

    expect(quantity).to_have_value("2")
    expect(quantity).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator(".ask-error, [data-unsaved]")).to_have_count(0)
    quantity.press("Enter")
    expect(typed(page, 1, "quantity")).to_be_focused()
    assert asked == []


def test_escape_lets_go_on_what_was_typed_beside_the_refused(
    open_browser, ann, ann_the_user
):
    quote = a_quote(2)
    page = open_browser(user=ann_the_user, viewport=DESK)
    page.goto(f"/c/cronus/sales/{quote.number}/")
    typed(page, 0, "unit_price").fill("much")
    typed(page, 0, "quantity").fill("3")
    typed(page, 0, "quantity").press("Enter")
    expect(page.locator(".ask-error")).to_be_visible()
    assert SalesDocument.objects.get().amount == 200

    typed(page, 0, "unit_price").press("Escape")

    expect(page.locator("#total_excluding")).to_have_text("300.00")
    expect(typed(page, 0, "unit_price")).to_have_value("100.00")


CELLS = """rows => rows.map(row => {
  const at = (cell) => row.querySelector(cell).getBoundingClientRect();
  const [text, quantity, price] = ["description", "quantity", "price"].map(
    (name) => at(`.line-${name}`));
  return { beside: quantity.right <= price.left && quantity.bottom === price.bottom,
           below: text.bottom <= quantity.top, right: at(".row-tools").right };
})"""
CONTROLS = """lines =>
  [...lines.querySelectorAll("button, .line-input, .line-grip span")]
  .filter((each) => each.checkVisibility())
  .map((each) => each.getBoundingClientRect())
  .filter((box) => box.width < 24 || box.height < 24).length"""
CAPTION = "cell => getComputedStyle(cell, '::before').content"


def test_a_line_is_a_card_on_a_phone(open_browser, ann, ann_the_user, axe):
    quote = add_lines(a_quote(1, 2), [{"description": "By lorry"}])
    page = open_browser(user=ann_the_user, viewport=PHONE)
    page.goto(f"/c/cronus/sales/{quote.number}/")
    lines, width = page.locator("#lines"), PHONE["width"]

    rows = page.locator("[data-lines] tr[data-line]:not(.is-text)")
    for card in rows.evaluate_all(CELLS):
        assert (card["beside"], card["below"]) == (True, True)
        assert card["right"] < width
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert lines.evaluate(CONTROLS) == 0
    quantity = page.locator(".line-quantity").first
    assert quantity.evaluate(CAPTION) == '"Quantity"'
    expect(typed(page, 2, "quantity")).to_be_hidden()  # of a text
    typed(page, 0, "quantity").fill("many")
    typed(page, 0, "quantity").press("Tab")
    error = quantity.locator(".ask-error")
    expect(error).to_be_visible()
    assert error.bounding_box()["height"] < 40
    assert axe(page) == []
    turn(page, "dark")
    assert axe(page) == []


def test_lines_are_typed_by_keys_on_a_phone_too(open_browser, ann, ann_the_user):
    quote = a_quote(1)
    page = open_browser(user=ann_the_user, viewport=PHONE)
    page.goto(f"/c/cronus/sales/{quote.number}/")

    typed(page, 0, "description").press("Enter")
    page.keyboard.type("By lorry")
    page.keyboard.press("Enter")
    expect(page.locator("[data-lines] tr.is-text")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(typed(page, 2, "description")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("DESK")
    page.keyboard.press("Tab")
    expect(typed(page, 2, "unit_price")).to_have_value("100.00")
    expect(typed(page, 2, "description")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    page.keyboard.press("Enter")

    expect(page.locator("#total_excluding")).to_have_text("500.00")


PASTE = """(input, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const paste = { clipboardData: data, bubbles: true, cancelable: true };
  input.dispatchEvent(new ClipboardEvent("paste", paste));
}"""


def test_rows_of_a_spreadsheet_are_pasted(open_browser, ann, ann_the_user):
    quote = a_quote(1)
    page = open_browser(user=ann_the_user, viewport=DESK)
    page.goto(f"/c/cronus/sales/{quote.number}/")

    typed(page, 1, "item").evaluate(PASTE, "DESK\t\t2\nNOTHING\t\t3")
    expect(page.locator(".toast-line.is-bad")).to_contain_text("Row 2")
    typed(page, 1, "item").evaluate(PASTE, "DESK\tTall desk\t2\t150\t10\n\tBy lorry")

    expect(page.locator("#total_excluding")).to_have_text("370.00")
    expect(typed(page, 2, "description")).to_have_value("By lorry")
