"""What somebody does at a desk in the browser, by the captions they read there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Locator, Page

COMPANY = "/c/cronus/"
LIST = f"{COMPANY}opportunities/"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 820}


@dataclass(frozen=True)
class Desk:
    """A window on Kans, and the words of its language: English caption → caption."""

    page: Page
    words: Mapping[str, str]

    def __getitem__(self, english: str) -> str:
        return self.words.get(english, english)

    # Where one is -----------------------------------------------------------

    def expect_title(self, text: str) -> None:
        expect(self.page.locator("main h1")).to_have_text(text)

    def expect_no_dialog(self) -> None:
        """Or else what stands in it: why it is still there."""
        expect(self.page.locator("dialog[open]")).to_have_text([])

    @property
    def dialog(self) -> Locator:
        return self.page.locator("dialog[open]")

    # Going somewhere ----------------------------------------------------------

    def tell_me(self, asked: str, choose: str) -> None:
        """Tell Kans what one wants to do, and choose the related link."""
        self.page.get_by_title(self["Tell me what you want to do"]).click()
        box = self.page.get_by_role(
            "combobox", name=self["Tell me what you want to do"]
        )
        box.fill(asked)
        named = re.compile(rf"^{re.escape(choose)}( g \w)?$")  # with its shortcut
        self.page.get_by_role("option", name=named).first.click()

    def select(self, handle: str) -> Locator:
        """Select a row of a list; its actions follow."""
        row = self.page.locator(f"tr[data-row='{handle}']")
        row.locator("td").nth(2).click()
        expect(row).to_have_attribute("aria-selected", "true")
        expect(self.page.locator(".list-actions-of")).to_contain_text(handle)
        return row

    def open_row(self, handle: str) -> None:
        self.page.locator(f"tr[data-row='{handle}'] a[data-open]").click()
        expect(self.page.locator("main h1")).to_contain_text(handle)

    def choose(self, action: str) -> Locator:
        """Choose an action of the selected row or of the card."""
        name = re.compile(rf"^\s*{re.escape(self[action])}\s*\d*\s*$")  # it may count
        bar = self.page.get_by_role("toolbar", name=self["Actions"])
        menu = bar.locator("summary", has_text=name)
        bar.get_by_role("link", name=name).or_(menu).click()
        return self.dialog

    # In a dialog ------------------------------------------------------------------

    def open(self, action: str, title: str) -> Locator:
        """Choose an action that opens a dialog of that title."""
        dialog = self.choose(action)
        expect(dialog.get_by_role("heading", level=1)).to_have_text(self[title])
        return dialog

    def field(self, caption: str) -> Locator:
        name = re.compile(rf"^{re.escape(self[caption])}(\s*\*)?$")
        return self.dialog.get_by_label(name)

    def type_in(self, **typed: str) -> None:
        """Type into fields, by their captions with _ for a space."""
        for caption, text in typed.items():
            self.field(caption.replace("_", " ")).fill(text)

    @property
    def ok(self) -> Locator:
        return self.dialog.locator(".dialog-foot [data-ok]")

    def press_ok(self) -> None:
        expect(self.ok).to_be_enabled()
        self.ok.click()
        self.expect_no_dialog()

    # What a card and a row say --------------------------------------------------

    def expect_path(self, **places: str) -> None:
        """Where each stage of the path lies: passed, skipped, current or ahead."""
        names = self.page.locator(".path .path-step:not(.path-end)")
        expect(names).to_have_class(
            [re.compile(rf"\bis-{place}\b") for place in places.values()]
        )
        expect(names.locator(".path-name")).to_have_text(list(places))

    def expect_timeline(self, *newest_first: tuple[str, str]) -> None:
        """Of each entry what was done, and at which stage or why."""
        heads = self.page.locator(".timeline .event-head")
        expect(heads.locator(".state")).to_have_text(
            [self[taken] for taken, _ in newest_first]
        )
        expect(heads.locator("b")).to_have_text([what for _, what in newest_first])

    def expect_row(self, handle: str, **cells: str) -> None:
        """What the columns of a row say, by their captions with _ for a space."""
        row = self.page.locator(f"tr[data-row='{handle}']")
        for caption, text in cells.items():
            name = self[caption.replace("_", " ")]
            cell = row.locator(f'td[data-caption="{name}"]')
            expect(cell, f"{name} of {handle}").to_have_text(text)
