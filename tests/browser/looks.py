"""The ways in which a page is looked at: light or dark, at a desk or on a phone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.desk import DESK, PHONE
from tests.effort import effort

# Each theme and each size once; the long run also tries them the other way round.
WAYS = effort(
    [("light", DESK), ("dark", PHONE)],
    long=[("light", DESK), ("dark", DESK), ("dark", PHONE), ("light", PHONE)],
)


def every_way(page, axe):
    """Yield what axe finds in each theme and size, and what sticks out; leave the page
    light, at a desk."""
    yield from either_way(page, axe)
    look_at(page, *WAYS[0])


def either_way(page, axe):
    """Yield the same, from the way in which the page is looked at to the other."""
    for theme, size in WAYS if page.viewport_size == DESK else WAYS[::-1]:
        look_at(page, theme, size)
        where = "on a phone" if size == PHONE else "at a desk"
        yield from (f"{theme}, {where}: {it}" for it in axe(page))
        yield from what_sticks_out(page, size["width"])


def look_at(page, theme, size):
    if page.viewport_size != size:
        page.set_viewport_size(size)
    turn(page, theme)


def turn(page, theme):
    page.emulate_media(color_scheme=theme)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
    come_to_rest(page)


def come_to_rest(page):
    """Colours that fade over are not judged half way."""
    page.evaluate(
        "Promise.allSettled(document.getAnimations().map((it) => it.finished))"
        ".then(() => null)"
    )


def what_sticks_out(page, room):
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > room:
        yield f"scrolls sideways: {width} in {room}"


def expect_nothing(found):
    lines = [f"{name}: {it}" for name, wrong in found.items() for it in wrong]
    assert not lines, "\n".join(lines)
