"""Axe finds nothing on any page or dialog: light, dark, at a desk, on a phone.

Here all of them are opened; elsewhere what one gets to see by using them is judged.
"""

from __future__ import annotations

from inspect import unwrap

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import (
    NoReverseMatch,
    URLPattern,
    URLResolver,
    get_resolver,
    reverse,
)
from playwright.sync_api import expect

from kans.customers.models import Block
from kans.foundation.jobs import run_now
from kans.foundation.models import Change
from kans.lists.actions import create_view
from kans.notes.actions.comments import add_comment
from kans.number_series.models import NumberSeriesLine
from kans.opportunities.models import SalesCycleStage
from kans.opportunities.rules.closing import Outcome
from kans.sales.actions import add_lines, create_quote, keep_version
from kans.sales.actions.sending import send_document
from kans.sales.models import DocumentMessage
from kans.security.models import User
from tests.browser.conftest import AXE
from tests.browser.desk import COMPANY, DESK
from tests.browser.looks import (
    come_to_rest,
    either_way,
    every_way,
    expect_nothing,
)
from tests.builders import (
    PASSWORD,
    a_close_code,
    a_contact,
    a_customer,
    a_customer_template,
    a_marketing_setup,
    a_membership,
    a_mention,
    a_number_series,
    a_payment_terms,
    a_person,
    a_role,
    a_sales_cycle,
    a_sales_setup,
    a_salesperson,
    a_stage,
    a_user,
    a_vat_rate,
    an_attachment,
    an_exchange_rate,
    an_item,
    an_opportunity,
    skippable,
)
from tests.effort import LONG
from tests.imports.builders import a_checked_import
from tests.jobs.starting import a_hiring
from tests.opportunities.common import won

pytestmark = pytest.mark.django_db(transaction=True)

# What is no page of its own: suggestions, downloads, what takes only a POST, and
# what sends one on to another site.
NO_PAGES = {"contacts:lookup", "contacts:companies", "mfa_download_recovery_codes"}
NO_PAGES |= {"customers:lookup", "customers:lookup_unlinked"}
NO_PAGES |= {"background:refused_rows", "contacts:like", "contacts:like_of"}
NO_PAGES |= {"notes:colleagues", "notes:attachment", "trade:lookup"}
NO_PAGES |= {"lists:arrange_list", "lists:default_view"}
NO_PAGES |= {
    "lists:exported",
    "web:tell_me_pins",
    "web:tell_me_opened",
}
# The worker checks; another sheet is asked for on the page of the columns.
NO_PAGES |= {"imports:check", "imports:sheet", "imports:rejected"}
# Nobody has done anything here yet that could be undone.
NO_PAGES |= {"undo:undo_last", "undo:redo_last"}
NO_PAGES |= {"sales:pdf", "sales:pdf_of_message", "sales:items", "sales:customers"}
# What the table of lines sends, and gets a row or the table for.
NO_PAGES |= {f"sales:{what}_lines" for what in ("add", "paste")}
NO_PAGES |= {f"sales:{what}_line" for what in ("edit", "move", "delete")}
NO_PAGES |= {"openid_connect_login", "openid_connect_callback"}
NOT_FOR = {  # they have no second step, or have it already
    "Ann": {"mfa_deactivate_totp", "mfa_view_recovery_codes"},
    "Ben, with a second step": {"mfa_activate_totp"},
    "a stranger": set(),
}
AREAS = (
    *("sales", "opportunities", "customers", "contacts", "trade"),
    *("team", "security", "imports", "web", "lists"),
    *("notes", "number_series", "undo", "background"),
)
OF_WHOM = {"contact": {"number": "CON"}, "customer": {"number": "C00001"}}
SEPARATELY = {  # what an address names, where its area has several kinds
    "of_salesperson": {"code": "JO"},
    "of_contact": {"number": "CON"},
    "close_code": {"code": "PRICE"},
    "edit_close_code": {"code": "PRICE"},
    "delete_close_code": {"code": "PRICE"},
    "as_customer": {"number": "FAB"},
    "link": {"number": "FAB"},
    **{
        f"{page}{kind}": {"code": code}
        for page in ("", "edit_", "delete_")
        for kind, code in (
            ("unit_of_measure", "PCS"),
            ("payment_terms", "30D"),
            ("vat_customer_group", "DOMESTIC"),
            ("vat_item_group", "STANDARD"),
        )
    },
    **{f"quotes_of_{whom}": named for whom, named in OF_WHOM.items()},
    **{f"orders_of_{whom}": named for whom, named in OF_WHOM.items()},
    "quote": {"number": "OP0001"},
    "assign_quote": {"number": "OP0001"},
    "role": {"code": "ASSISTANT"},
    "company": {"slug": "cronus"},
    "edit_company": {"slug": "cronus"},
    "delete_company": {"slug": "cronus"},
}
OF_A_KIND = {  # whose rows are named by their id, in an area that has several kinds
    f"trade:{page}vat_rate": "vat_rate" for page in ("", "edit_", "delete_")
}
OF_A_JOB = {"background:job", "background:cancel_job", "background:run_job_again"}
BY_AREA = {
    "opportunities": {"number": "OP0001", "code": "FIRM"},
    "sales": {"number": "SQ00001", "code": "JO", "version": 1},
    "customers": {"number": "C00001", "code": "TRADE"},
    "contacts": {"number": "CON", "other": "FAB"},
    "team": {"code": "JO"},
    "security": {"email": "ben@cronus.example", "code": "ASSISTANT"},
    "trade": {"number": "IT00001", "code": "USD"},
    "imports": {},
    "number_series": {"code": "OPP"},
    **{area: {} for area in ("web", "lists", "notes", "undo", "background")},
}


@pytest.fixture
def company(ann):
    """One of everything, so that every address has something to show."""
    cycle = a_sales_cycle(
        a_stage("Qualify", completed=10, chances_of_success=20),
        skippable("Present", completed=50, chances_of_success=40),
        a_stage("Sign", completed=90, chances_of_success=80),
        description="For firms",
    )
    series = a_number_series("OPP", "OP0100")
    a_marketing_setup(opportunity_numbers=series, default_sales_cycle=cycle)
    a_close_code("BEST", description="Best offer")
    a_close_code("PRICE", Outcome.LOST, description="Too dear")
    johanna = a_salesperson("JO", "Johanna", email="jo@cronus.example")
    contoso = a_contact(
        "Contoso", number="CON", salesperson=johanna, email="info@contoso.example"
    )
    fabrikam = a_contact("Contoso BV", number="FAB", email="info@contoso.example")
    clara = a_person("Clara Smit", at=contoso, number="CLA", phone="0318 123")
    a_customer(of=contoso, number="C00001", blocked=Block.SHIP)
    a_customer_template("TRADE")
    opportunity = an_opportunity(
        number="OP0001", contact=clara, sales_cycle=cycle, standing_on="Present"
    )
    an_opportunity(number="OP0002", contact=contoso, sales_cycle=cycle)
    won(an_opportunity(number="OP0003", sales_cycle=cycle, standing_on="Sign"))
    comment = add_comment(opportunity, "Ask Eva first, https://kans.example/.")
    attachment = an_attachment(on=opportunity)
    mention = a_mention()
    a_membership(a_user("Ben", email="ben@cronus.example"))
    a_role("ASSISTANT")
    stage = SalesCycleStage.objects.earliest("number")
    line = NumberSeriesLine.objects.get()
    rate = a_vat_rate()
    a_payment_terms()
    a_sales_setup(default_vat_group=rate.customer_group)
    quote = create_quote(fabrikam, number="SQ00001")
    add_lines(quote, [{"item": an_item()}, {"description": "By lorry"}])
    keep_version(quote)
    send_document(quote, to="info@contoso.example", subject="Quote", text="Dear,")
    job = run_now(a_hiring(nameless=[1]))
    import_ = a_checked_import("Name,E-mail\nAcme,nowhere\nBeta,b@beta.example\n")
    view = create_view("opportunities", name="All", query="", layout={})
    return {
        "comment_id": comment.pk,
        "change_id": Change.objects.filter(verb="add_comment").earliest("at").pk,
        "listed": "opportunities",
        "message_id": DocumentMessage.objects.get().pk,
        "view_id": view.pk,
        "attachment_id": attachment.pk,
        "mention_id": mention.pk,
        "kind": "opportunities.opportunity",
        "record_id": opportunity.pk,
        "id": {
            "opportunities": stage.pk,
            "imports": import_.pk,
            "number_series": line.pk,
            "job": job.pk,
            "trade": an_exchange_rate().pk,
            "vat_rate": rate.pk,
        },
    }


@pytest.fixture
def look(company, ann_the_user, open_browser):
    page = open_browser(
        user=ann_the_user, viewport=DESK, color_scheme="light", reduced_motion="reduce"
    )
    page.add_init_script(path=AXE)  # or it would be sent again to each of its pages
    return page


def addresses(resolver=None, space=""):
    """Every address of the installation: area, name, view, what it must be given."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one, one.app_name or space)
        elif one.name and isinstance(one, URLPattern):
            name = f"{space}:{one.name}" if space else one.name
            yield space, name, one.callback, one.pattern.converters


def address_in(area, name, wanted, company):
    given = {**BY_AREA[area], **SEPARATELY.get(name.partition(":")[2], {}), **company}
    kwargs = {part: given[part] for part in wanted}
    if "id" in kwargs:
        kind = "job" if name in OF_A_JOB else OF_A_KIND.get(name, area)
        kwargs["id"] = kwargs["id"][kind]
    return reverse(name, kwargs={"company": "cronus", **kwargs})


def open_over(page, address):
    """Open what asks for an action as a dialog over the page, as its button does."""
    page.evaluate("address => htmx.ajax('GET', address, '#dialog')", address)
    expect(page.locator("dialog[open] .dialog-form")).to_be_visible()
    come_to_rest(page)


@pytest.mark.parametrize("area", AREAS)
def test_every_page_and_dialog_of_an_area(company, look, axe, area):
    """Of the pages that one function makes, such as those of set-up tables, the first;
    in the long run each."""
    page, found = look, {}
    dialogs, judged = [], set()
    for space, name, view, wanted in addresses():
        made_by = unwrap(view).__code__
        if space != area or name in NO_PAGES or (made_by in judged and not LONG):
            continue
        judged.add(made_by)
        address = address_in(area, name, set(wanted) - {"company"}, company)
        response = page.goto(address)
        assert response.ok, name
        if page.locator(".dialog-as-page").count():
            dialogs.append((name, address))
        else:
            found[name] = list(either_way(page, axe))
    page.goto(f"{COMPANY}salespeople/")
    for name, address in dialogs:
        open_over(page, address)
        found[name] = list(either_way(page, axe))
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)

    expect_nothing(found)


@pytest.mark.parametrize("who", ["Ann", "Ben, with a second step", "a stranger"])
def test_every_account_page(look, open_browser, axe, problems, who):
    page, found = look, {}
    if who != "Ann":
        user = None if who == "a stranger" else with_a_second_step()
        page = open_browser(user=user, viewport=DESK, reduced_motion="reduce")
    for space, name, _view, _wanted in addresses():
        if space or name in NO_PAGES or name in NOT_FOR[who]:
            continue
        if "second step" in who and not name.startswith("mfa_"):
            continue
        try:
            address = reverse(name)
        except NoReverseMatch:  # of one key, or of one message
            continue
        page.goto(address)
        if "/reauthenticate/" in page.url and "reauthenticate" not in name:
            page.locator("#id_password").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{address}")
        if name == "socialaccount_login_error":  # it answers 401 by itself
            problems[:] = [it for it in problems if "401" not in it]
        if "/accounts/" in page.url or name == "about":
            found[name] = list(either_way(page, axe))

    assert len(found) > 4
    expect_nothing(found)


def with_a_second_step():
    ben = User.objects.get(email="ben@cronus.example")
    TOTP.activate(ben, generate_totp_secret())
    RecoveryCodes.activate(ben)
    return ben


def test_what_opens_over_a_page(look, axe):
    page, found = look, {}
    page.goto(f"{COMPANY}opportunities/?pane=filters&filter.status=Won")
    found["filter pane"] = list(every_way(page, axe))
    page.goto(f"{COMPANY}opportunities/?filter.estimated_value=much")
    found["a filter that is not understood"] = list(every_way(page, axe))
    page.goto(f"{COMPANY}opportunities/OP0001/")
    page.locator("#history summary").click()
    expect(page.locator("#history_events .event").first).to_be_visible()
    page.locator("#user_menu summary").click()
    found["user menu"] = list(every_way(page, axe))
    page.keyboard.press("Escape")
    page.locator("[data-verb=delete_opportunity]").press("Enter")
    expect(page.locator("#why_delete_opportunity")).to_be_visible()
    found["why not"] = list(every_way(page, axe))
    page.keyboard.press("Escape")
    page.locator("#value_description").click()
    page.locator("#edit_description").fill("")
    page.keyboard.press("Enter")
    expect(page.locator("#edit_description_error")).to_be_visible()
    found["a refusal in place"] = list(every_way(page, axe))
    page.goto(f"{COMPANY}opportunities/OP0001/")
    page.keyboard.press("Alt+q")
    page.keyboard.type("o")
    expect(page.get_by_role("option").nth(3)).to_be_visible()
    found["Tell me"] = list(every_way(page, axe))

    expect_nothing(found)
