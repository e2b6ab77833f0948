"""Comments with mentions and files of a card, by mouse, by keys, and on a phone."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from kans.foundation.acting.permissions import Level
from kans.notes.actions.comments import add_comment
from kans.notes.files.storage import path_of
from kans.notes.models import Attachment, Comment, Mention
from tests.browser.desk import DESK, PHONE
from tests.browser.looks import every_way, expect_nothing
from tests.builders import a_contact, a_membership, a_user, an_attachment
from tests.effort import only_long
from tests.notes.files import PDF, PNG

pytestmark = pytest.mark.django_db(transaction=True)

CARD = "/c/cronus/contacts/CON/"
DUTCH = {
    "Add": "Toevoegen",
    "Mentions": "Vermeldingen",
    "Mentions, 1 unread": "Vermeldingen, 1 ongelezen",
    "The file is attached.": "Het bestand is bijgevoegd.",
    "is of a kind that is not kept here": "die hier niet wordt bewaard",
    "is not what its name says": "is niet wat de naam zegt",
}
DROP = """
([target, files]) => {
  const dropped = new DataTransfer();
  for (const [name, bytes] of files) {
    dropped.items.add(new File([new Uint8Array(bytes)], name));
  }
  const at = document.querySelector(target);
  const event = (kind) =>
    new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: dropped });
  at.dispatchEvent(event("dragenter"));
  at.dispatchEvent(event("dragover"));
  const kept = document.querySelector(".is-over") !== null;
  at.dispatchEvent(event("drop"));
  return kept;
}
"""
PASTE = """
(bytes) => {
  const pasted = new DataTransfer();
  const type = "image/png";
  pasted.items.add(new File([new Uint8Array(bytes)], "image.png", { type }));
  document.body.dispatchEvent(
    new ClipboardEvent("paste", { bubbles: true, clipboardData: pasted }),
  );
}
"""


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def contact(ann):
    return a_contact("Contoso", number="CON")


@pytest.fixture
def ben(ann):
    a_membership(a_user("Bea Bos"), level=Level.READER)
    return a_membership(a_user("Ben Visser"), level=Level.SALESPERSON).user


@pytest.fixture(params=["en", only_long("nl")])
def said(request, ann_the_user, ben):
    """The words of the language in which the pages are read."""
    users = get_user_model().objects.filter(pk__in=[ann_the_user.pk, ben.pk])
    users.update(language=request.param)
    words = DUTCH if request.param == "nl" else {}
    return lambda english: words.get(english, english)


@pytest.fixture
def card(contact, ann_the_user, open_browser):
    page = open_browser(user=ann_the_user, viewport=DESK, reduced_motion="reduce")
    page.goto(CARD)
    return page


def ask(page):
    page.locator("#comments").get_by_text("Add").click()
    expect(page.locator("dialog[open] textarea")).to_be_focused()


def files(page):
    return page.locator("#attachments .file-name")


def test_a_colleague_is_mentioned_by_keyboard_and_finds_it(
    said, contact, ann_the_user, ben, open_browser
):
    page = open_browser(user=ann_the_user, viewport=DESK)
    page.goto(CARD)
    page.locator("#comments").get_by_role("link", name=said("Add"), exact=True).focus()
    page.keyboard.press("Enter")
    text = page.locator("dialog[open] textarea")
    expect(text).to_be_focused()
    page.keyboard.type("Ask @be")
    options = page.get_by_role("option")
    expect(options).to_have_text([re.compile("^Bea Bos"), re.compile("^Ben Visser")])
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(text).to_have_attribute("aria-activedescendant", "colleague_2")
    page.keyboard.press("Enter")
    expect(text).to_have_value("Ask @Ben Visser ")
    page.keyboard.type("first.")
    page.keyboard.press("Enter")
    page.keyboard.type("See https://kans.example/")
    page.keyboard.press("Control+Enter")

    mention = page.locator("#comments .mention")
    expect(mention).to_have_text("@Ben Visser")
    link = page.locator("#comments .comment-text a")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    assert Comment.objects.get().text == (
        "Ask @Ben Visser first.\nSee https://kans.example/"
    )

    bens = open_browser(user=ben, viewport=DESK)
    bens.goto("/c/cronus/salespeople/")
    bens.get_by_role("link", name=said("Mentions, 1 unread")).click()
    expect(bens.locator("main h1")).to_have_text(said("Mentions"))
    bens.locator(".mention-head a").click()
    bens.wait_for_url(f"**{CARD}#comment_*")
    expect(bens.locator(".comment:target")).to_contain_text("Ask @Ben Visser first.")
    expect(bens.get_by_role("link", name=said("Mentions"), exact=True)).to_be_visible()


def test_esc_closes_the_suggestions_before_the_dialog(card, ben):
    ask(card)
    card.keyboard.type("Ask @ben")
    expect(card.get_by_role("option")).to_have_count(1)

    card.keyboard.press("Escape")
    expect(card.get_by_role("listbox")).to_have_count(0)
    expect(card.locator("dialog[open] textarea")).to_have_value("Ask @ben")

    card.keyboard.press("Escape")
    expect(card.locator("dialog[open]")).to_have_count(0)


def test_a_suggestion_is_chosen_with_the_mouse_too(card, ben):
    ask(card)
    card.keyboard.type("@vis")
    card.get_by_role("option").click()

    expect(card.locator("dialog[open] textarea")).to_have_value("@Ben Visser ")
    expect(card.locator("dialog[open] textarea")).to_be_focused()


def test_a_mention_is_marked_as_read_in_the_list(said, contact, ben, open_browser):
    add_comment(contact, "@Ben Visser")
    page = open_browser(user=ben, viewport=DESK)
    page.goto("/c/cronus/mentions/")

    page.locator(".mention-row").get_by_role("button").click()

    expect(page.get_by_role("link", name=said("Mentions"), exact=True)).to_be_visible()
    assert Mention.objects.get().read_at


def test_a_comment_is_pinned_in_one_click(card, contact):
    add_comment(contact, "First.")
    add_comment(contact, "Second.")
    card.reload()
    comments = card.locator("#comments .comment-text")
    expect(comments).to_have_text(["Second.", "First."])

    card.get_by_role("button", name="Pin this comment").nth(1).click()

    expect(comments).to_have_text(["First.", "Second."])
    expect(card.get_by_role("button", name="Unpin this comment")).to_be_focused()


def test_files_are_chosen_and_downloaded(said, contact, ann_the_user, open_browser):
    page = open_browser(user=ann_the_user, viewport=DESK)
    page.goto(CARD)
    with page.expect_file_chooser() as chooser:
        page.locator("#attachments label").click()
    chooser.value.set_files(
        [
            {"name": "offer.pdf", "mimeType": "application/pdf", "buffer": PDF},
            {"name": "plan.png", "mimeType": "image/png", "buffer": PNG},
        ]
    )

    expect(files(page)).to_have_text(["plan.png", "offer.pdf"])
    expect(page.locator("#toasts")).to_contain_text(said("The file is attached."))
    expect(page.locator(".upload")).to_have_count(0)
    picture = page.locator(".file-icon img")
    expect(picture).to_have_js_property("naturalWidth", 1)
    with page.expect_download() as download:
        page.get_by_role("link", name="offer.pdf", exact=True).click()
    assert download.value.suggested_filename == "offer.pdf"
    assert download.value.path().read_bytes() == PDF


def test_files_are_dropped_on_their_box(said, contact, ann_the_user, open_browser):
    page = open_browser(user=ann_the_user, viewport=DESK)
    page.goto(CARD)
    dropped = [["offer.pdf", list(PDF)], ["run.exe", [77, 90]], ["a.png", list(PDF)]]

    assert page.evaluate(DROP, ["#attachments_title", dropped])

    expect(files(page)).to_have_text(["offer.pdf"])
    refused = page.locator(".upload-refused")
    expect(refused.nth(0)).to_contain_text(said("is of a kind that is not kept here"))
    expect(refused.nth(1)).to_contain_text(said("is not what its name says"))
    page.locator(".upload.is-refused button").nth(0).click()
    expect(refused).to_have_count(1)
    page.evaluate("htmx.trigger(document.body, 'kans:refresh')")
    page.wait_for_load_state("networkidle")
    expect(refused).to_have_count(1)  # as long as one has not closed it


def test_a_file_dropped_beside_the_box_changes_nothing(card):
    assert not card.evaluate(DROP, ["main h1", [["offer.pdf", list(PDF)]]])

    card.wait_for_timeout(200)
    expect(card.locator("main h1")).to_contain_text("Contoso")
    assert not Attachment.objects.exists()


def test_a_picture_is_pasted(card):
    card.evaluate(PASTE, list(PNG))

    expect(files(card)).to_have_text(["image.png"])


def test_a_file_that_is_too_large_is_not_even_sent(card):
    card.evaluate("document.querySelector('[data-attach]').dataset.largest = '10'")
    card.evaluate(DROP, ["#attachments", [["offer.pdf", list(PDF)]]])

    expect(card.locator(".upload-refused")).to_have_text(
        "offer.pdf is larger than 25 MB."
    )
    assert not Attachment.objects.exists()


def test_a_large_file_shows_how_far_it_is_and_can_be_canceled(card):
    cdp = card.context.new_cdp_session(card)
    cdp.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1}
    cdp.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": 300_000})
    big = {"name": "big.txt", "mimeType": "text/plain", "buffer": b"x" * 3_000_000}
    card.locator("#attach_files").set_input_files([big])

    bar = card.get_by_role("progressbar", name="Sending big.txt")
    expect(bar).to_be_visible()
    expect(bar).not_to_have_attribute("value", "0")
    card.get_by_role("button", name="Cancel big.txt").click()

    expect(card.locator(".upload")).to_have_count(0)
    cdp.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    card.reload()
    expect(files(card)).to_have_count(0)


def test_a_file_is_renamed_and_deleted_from_the_card(card, contact):
    attachment = an_attachment("offer.txt", on=contact)
    card.reload()

    card.get_by_role("link", name="Edit offer.txt").click()
    card.locator("#id_name").fill("deal.txt")
    card.locator("#id_description").fill("For Eva")
    card.keyboard.press("Control+Enter")
    expect(files(card)).to_have_text(["deal.txt"])
    expect(card.locator(".file-about")).to_have_text("For Eva")

    card.get_by_role("link", name="Delete deal.txt").click()
    card.locator("dialog[open]").get_by_role("button", name="Delete").click()
    expect(files(card)).to_have_count(0)
    assert path_of(attachment).exists()


def test_the_history_follows_what_is_attached(card):
    card.locator("#history summary").click()
    expect(card.locator("#history_events .event").first).to_be_visible()
    card.evaluate(DROP, ["#attachments", [["offer.pdf", list(PDF)]]])

    expect(card.locator(".event-about").first).to_have_text("offer.pdf")


def test_on_a_phone_a_picture_is_attached(contact, ann_the_user, open_browser, axe):
    page = open_browser(
        user=ann_the_user, viewport=PHONE, has_touch=True, is_mobile=True
    )
    page.goto(CARD)
    with page.expect_file_chooser() as chooser:
        page.locator("#attachments label").tap()
    chooser.value.set_files(
        [{"name": "photo.png", "mimeType": "image/png", "buffer": PNG}]
    )

    expect(files(page)).to_have_text(["photo.png"])
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert axe(page) == []


def test_without_a_script_files_are_attached_and_colleagues_mentioned(
    contact, ann_the_user, ben, open_browser
):
    page = open_browser(user=ann_the_user, viewport=DESK, java_script_enabled=False)
    page.goto(CARD)
    page.locator("#attach_files").set_input_files(
        [{"name": "offer.pdf", "mimeType": "application/pdf", "buffer": PDF}]
    )
    page.get_by_role("button", name="Attach", exact=True).click()
    expect(files(page)).to_have_text(["offer.pdf"])

    page.locator("#comments").get_by_role("link", name="Add").click()
    page.get_by_role("textbox", name="Comment").fill("@ben.visser@cronus.example: look")
    page.get_by_role("button", name="OK").click()
    expect(page.locator(".mention")).to_have_text("@ben.visser@cronus.example")

    page.get_by_role("button", name="Pin this comment").click()
    page.get_by_role("button", name="Unpin this comment").wait_for()
    assert Mention.objects.get().told


def test_axe_finds_nothing(contact, ann_the_user, ben, open_browser, axe):
    add_comment(contact, "Ask @Ben Visser, see https://kans.example/ — @Ann")
    an_attachment("plan.png", PNG, on=contact)
    an_attachment("offer.pdf", PDF, on=contact)
    at_desk = {"viewport": DESK, "reduced_motion": "reduce"}
    page = open_browser(user=ann_the_user, **at_desk)
    page.goto(CARD)
    page.evaluate(DROP, ["#attachments", [["run.exe", [77, 90]]]])
    expect(page.locator(".upload-refused")).to_be_visible()
    refused = list(every_way(page, axe))

    ask(page)
    page.keyboard.type("Ask @be")
    expect(page.get_by_role("option")).to_have_count(2)
    asked = list(every_way(page, axe))

    bens = open_browser(user=ben, **at_desk)
    bens.goto("/c/cronus/mentions/")
    mentions = list(every_way(bens, axe))

    expect_nothing({"refused": refused, "asked": asked, "mentions": mentions})
