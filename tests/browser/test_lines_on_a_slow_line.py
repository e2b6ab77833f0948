"""One types on while a line is being saved, and nothing of it is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kans.sales.actions import delete_lines, release_document
from kans.sales.models import SalesDocument
from tests.browser.desk import DESK
from tests.sales.common import a_quote

pytestmark = pytest.mark.django_db(transaction=True)
SLOWLY = 0.6  # seconds


@pytest.fixture
def slow(open_browser, ann, ann_the_user):
    """A quote of three lines, and its card where each line takes its time."""
    quote = a_quote(1, 2, 3)
    page = open_browser(user=ann_the_user, viewport=DESK)
    page.add_init_script(
        f"""const quick = window.fetch;
        window.fetch = async (address, options) => {{
          if (options?.method === "POST")
            await new Promise((go) => setTimeout(go, {SLOWLY * 1000}));
          return quick(address, options);
        }};"""
    )
    page.goto(f"/c/cronus/sales/{quote.number}/")
    return page


def typed(page, place, name):
    rows = page.locator("[data-lines] tr[data-line]")
    return rows.nth(place).locator(f"[name={name}]")


def total(page, text):
    expect(page.locator("#total_excluding")).to_have_text(text)


def quantities():
    return [line.quantity for line in SalesDocument.objects.get().lines_in_order]


def test_a_new_line_is_typed_to_its_end(slow):
    typed(slow, 3, "item").click()
    for text in ("DESK", "Tall desk", "5"):
        slow.keyboard.type(text)
        slow.keyboard.press("Tab")
    slow.keyboard.press("Tab")  # over the unit
    slow.keyboard.type("10")
    slow.keyboard.press("Tab")

    total(slow, "650.00")
    expect(typed(slow, 3, "description")).to_have_value("Tall desk")
    expect(slow.locator("[data-unsaved]")).to_have_count(0)
    expect(slow.locator("[data-lines] tr[data-line]")).to_have_count(5)


def test_what_is_being_typed_when_the_row_comes_back_is_saved(slow):
    typed(slow, 0, "description").fill("Low desk")
    slow.keyboard.press("Tab")
    slow.keyboard.press("Control+a")
    slow.keyboard.type("7")
    expect(typed(slow, 0, "description")).not_to_have_attribute("data-unsaved", "")
    slow.wait_for_timeout(SLOWLY * 1500)
    slow.keyboard.press("Tab")

    total(slow, "1,200.00")


def test_moving_a_line_keeps_what_is_being_typed(slow):
    typed(slow, 2, "quantity").fill("9")
    slow.keyboard.press("Alt+ArrowUp")
    slow.keyboard.press("Alt+ArrowUp")

    total(slow, "1,200.00")
    expect(typed(slow, 0, "quantity")).to_have_value("9")
    expect(slow.locator("[data-unsaved]")).to_have_count(0)
    assert quantities() == [9, 1, 2]


def grip(page, place):
    return page.locator("[data-line-grip]").nth(place)


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page, from_place, to_place, *, beyond=0):
    page.mouse.move(*middle(grip(page, from_place)))
    page.mouse.down()
    x, y = middle(grip(page, to_place))
    page.mouse.move(x, y + beyond, steps=4)


def test_a_line_is_dragged_to_another_place(slow):
    drag(slow, 2, 0, beyond=-4)
    expect(slow.locator("tr.is-before [name=quantity]")).to_have_value("1")
    typed(slow, 0, "description").evaluate("it => (it.focus(), it.select())")
    slow.keyboard.type("Low desk")
    slow.mouse.up()
    slow.keyboard.type(" of oak")
    expect(typed(slow, 0, "quantity")).to_have_value("3")
    expect(slow.locator("tr.is-before, tr.is-dragged")).to_have_count(0)

    drag(slow, 0, 1, beyond=4)
    expect(slow.locator("tr.is-before [name=quantity]")).to_have_value("2")
    slow.mouse.up()
    expect(typed(slow, 0, "quantity")).to_have_value("1")
    drag(slow, 0, 2, beyond=4)
    expect(slow.locator("tr.is-behind [name=quantity]")).to_have_value("2")
    slow.mouse.up()

    expect(typed(slow, 2, "quantity")).to_have_value("1")
    expect(typed(slow, 2, "description")).to_have_value("Low desk of oak")
    expect(slow.locator("[data-unsaved]")).to_have_count(0)
    assert quantities() == [3, 2, 1]


def test_escape_and_a_place_that_is_its_own_leave_a_dragged_line(slow):
    asked = []
    slow.on("request", lambda request: asked.append(request.url))

    drag(slow, 2, 0, beyond=-4)
    slow.keyboard.press("Escape")
    expect(slow.locator("tr.is-before, tr.is-dragged")).to_have_count(0)
    slow.mouse.up()
    drag(slow, 1, 1, beyond=6)
    slow.mouse.up()

    assert asked == []
    assert quantities() == [1, 2, 3]


def test_a_line_is_dragged_while_another_is_being_saved(slow):
    typed(slow, 0, "quantity").fill("9")
    slow.keyboard.press("Tab")
    drag(slow, 0, 2, beyond=4)
    total(slow, "1,400.00")  # the row has come back under the mouse
    slow.mouse.move(*middle(grip(slow, 1)))
    slow.mouse.move(*(at + 4 for at in middle(grip(slow, 2))))
    slow.mouse.up()

    expect(typed(slow, 2, "quantity")).to_have_value("9")
    assert quantities() == [2, 3, 9]


def test_a_line_is_dragged_by_a_finger(slow):
    """As a telephone tells it; the grip does not scroll the page."""
    touch = """(grip, [kind, x, y]) => grip.dispatchEvent(new PointerEvent(kind, {
      pointerType: "touch", isPrimary: true, bubbles: true, cancelable: true,
      clientX: x, clientY: y, buttons: kind === "pointerup" ? 0 : 1 }))"""
    assert grip(slow, 0).evaluate("it => getComputedStyle(it).touchAction") == "none"
    x, y = middle(grip(slow, 2))

    grip(slow, 0).evaluate(touch, ["pointerdown", *middle(grip(slow, 0))])
    for kind in ("pointermove", "pointerup"):
        grip(slow, 0).evaluate(touch, [kind, x, y + 4])

    expect(typed(slow, 2, "quantity")).to_have_value("1")
    assert quantities() == [2, 3, 1]


def test_deleting_a_line_keeps_what_is_refused_or_typed_in_others(slow):
    typed(slow, 0, "quantity").fill("many")
    slow.keyboard.press("Enter")
    expect(slow.locator(".ask-error")).to_be_visible()
    slow.keyboard.press("Control+Delete")
    typed(slow, 2, "quantity").fill("4")

    total(slow, "500.00")
    expect(typed(slow, 1, "quantity")).to_be_focused()
    expect(typed(slow, 0, "quantity")).to_have_value("many")
    expect(slow.locator(".ask-error")).to_be_visible()
    typed(slow, 0, "quantity").fill("6")
    slow.keyboard.press("Tab")
    total(slow, "1,000.00")
    assert quantities() == [6, 4]


def test_what_is_typed_in_a_line_that_somebody_deleted_is_told(slow):
    quote = SalesDocument.objects.get()
    typed(slow, 1, "quantity").fill("8")
    slow.keyboard.press("Tab")
    slow.keyboard.press("Tab")
    slow.keyboard.type("120")
    delete_lines(quote, quote.lines_in_order[1:2])

    told = slow.locator(".line-gone")
    expect(told).to_contain_text("Desk Somebody deleted this line meanwhile.")
    expect(told).to_contain_text("was not saved: Quantity 8 · Unit Price 120")
    expect(slow.locator("[data-line] + .line-gone + [data-line]")).to_have_count(1)
    expect(typed(slow, 1, "quantity")).to_have_value("3")
    expect(typed(slow, 1, "unit_price")).to_be_focused()
    total(slow, "400.00")
    told.get_by_role("button", name="Close").click()
    expect(told).to_have_count(0)


@pytest.mark.parametrize("key", ["Control+Delete", "Alt+ArrowUp"])
def test_a_line_that_somebody_deleted_cannot_be_moved_or_deleted(slow, key):
    quote = SalesDocument.objects.get()
    delete_lines(quote, quote.lines_in_order[1:2])
    typed(slow, 1, "description").press(key)

    expect(slow.locator(".line-gone")).to_contain_text("Somebody deleted")
    expect(slow.locator("[data-gone-typed]")).to_be_hidden()
    total(slow, "400.00")
    assert quantities() == [1, 3]


def test_what_is_typed_stays_when_somebody_released_the_document(slow):
    release_document(SalesDocument.objects.get())
    typed(slow, 0, "quantity").fill("9")
    slow.keyboard.press("Tab")

    expect(slow.locator(".toast-line.is-bad")).to_contain_text("is Released")
    expect(typed(slow, 0, "quantity")).to_have_value("9")
    slow.on("dialog", lambda dialog: dialog.accept())


@pytest.mark.parametrize(
    ("place", "name"), [(0, "quantity"), (3, "description"), (None, "")]
)
def test_what_is_typed_is_not_left_without_asking(slow, place, name):
    asked = []
    slow.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    typed(slow, 0, "quantity").click()
    if place is not None:
        typed(slow, place, name).fill("7")

    with slow.expect_event("close"):
        slow.close(run_before_unload=True)

    assert asked == (["beforeunload"] if place is not None else [])
