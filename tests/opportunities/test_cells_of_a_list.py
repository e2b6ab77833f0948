"""A cell of a list is edited in its place, by what the card asks and refuses."""

import re

import pytest

from kans.contacts.models import Contact
from kans.opportunities.models import Opportunity
from tests.builders import (
    a_contact,
    a_membership,
    a_person,
    a_role,
    a_salesperson,
    a_user,
    an_estimate,
    an_opportunity,
)
from tests.clients import FormClient
from tests.opportunities.common import unchanged
from tests.opportunities.pages import (
    AT,
    htmx,
    queries_of,
    refused_with_422,
    text_of,
)

EDIT = f"{AT}OP0002/edit/"
CELL, ROW = htmx("cell"), htmx("list_row")
CONTACTS = "/c/cronus/contacts/"


@pytest.fixture
def two(ann):
    an_opportunity(number="OP0001", standing_on="Qualify", estimate=an_estimate(1000))
    return an_opportunity(
        number="OP0002",
        description="Lamps",
        standing_on="Qualify",
        estimate=an_estimate(2500),
    )


def editable(page):
    """The columns whose cells can be edited."""
    return re.findall(r'data-column="([\w.]+)"[^>]*? data-editable', text_of(page))


def cells(page):
    """What stands in the cells of each row, by captions."""
    rows = re.findall(r"<tr data-row.*?</tr>", text_of(page), re.DOTALL)
    cell = r'data-caption="([^"]*)"[^>]*>(.*?)</td>'
    return [
        {name: re.sub("<.*?>", "", text) for name, text in re.findall(cell, row)}
        for row in rows
    ]


class TestWhatCanBeEdited:
    def test_what_the_card_asks_but_not_what_names_the_row(self, browser, two):
        page = browser.get(AT)

        asked = ["description", "salesperson", "priority", "sales_cycle"]
        assert editable(page) == asked
        assert text_of(page).count('data-edit="') == 2
        assert f'data-edit="{EDIT}"' in text_of(page)

    def test_fields_that_only_some_records_have_are_offered_too(self, browser, two):
        page = browser.get(f"{CONTACTS}?search=Contoso")

        assert {"name", "job_title", "phone", "city"} <= set(editable(page))
        assert not {"number", "type"} & set(editable(page))

    def test_nothing_without_the_permission(self, two):
        role = a_role("LOOKS", "opportunities.view_opportunity")
        reader = FormClient()
        reader.force_login(a_membership(a_user("Ben"), role=role).user)

        page = reader.get(AT)

        assert (editable(page), text_of(page).count("data-edit=")) == ([], 0)
        assert "data-cell-pencil" not in text_of(page)
        assert reader.get(f"{EDIT}?only=description", **CELL).status_code == 403

    def test_rows_cost_no_queries_for_it(self, browser, two):
        browser.get(AT)
        before = queries_of(browser, AT)
        for number in range(3, 9):
            an_opportunity(number=f"OP000{number}", standing_on="Qualify")

        assert queries_of(browser, AT) == before


class TestTheEditor:
    def test_is_the_field_alone_with_its_name_and_the_version(self, browser, two):
        text = text_of(browser.get(f"{EDIT}?only=description", **CELL))

        assert text.lstrip().startswith("<form")
        assert 'hx-target="#cell"' in text
        assert 'value="Lamps"' in text
        assert 'aria-label="Description"' in text
        assert f'name="version" value="{two.version}"' in text
        assert 'name="salesperson"' not in text

    def test_what_is_saved_is_told_when_the_row_comes_again(self, browser, two):
        given = {"only": "description", "version": two.version, "description": "Sixty"}

        answer = browser.post(EDIT, given, **CELL)
        row = browser.get(f"{AT}?selected=OP0002", **ROW)

        assert (answer.status_code, answer["HX-Trigger"]) == (204, "kans:cell-left")
        assert answer.content == b""
        assert [each["Description"] for each in cells(row)] == ["Sixty"]
        assert "Description: Lamps → Sixty" in text_of(row)
        assert 'data-offer="undo"' in text_of(row)
        assert "<html" not in text_of(row)
        two.refresh_from_db()
        assert two.description == "Sixty"

    def test_a_refusal_stands_beside_what_was_typed(self, browser, two):
        given = {"only": "description", "version": two.version, "description": ""}
        with refused_with_422() as pages:
            pages.append(browser.post(EDIT, given, **CELL))

        assert "data-refused" in text_of(pages[0])
        assert 'id="edit_description_error"' in text_of(pages[0])
        assert 'edit_description_helptext edit_description_error"' in text_of(pages[0])

    def test_whoever_saves_second_is_told(self, browser, two):
        given = {"only": "description", "version": two.version, "description": "Mine"}
        browser.post(EDIT, {**given, "description": "Theirs"}, **CELL)
        with refused_with_422() as pages:
            pages.append(browser.post(EDIT, given, **CELL))

        assert "Description: Lamps → Theirs" in text_of(pages[0])
        assert "Save mine anyway" in text_of(pages[0])
        assert 'data-choice="theirs"' in text_of(pages[0])

    def test_a_field_that_this_record_lacks_is_told(self, browser, two):
        company = a_contact("Wind", number="CT9")
        to = f"{CONTACTS}CT9/edit/?only=first_name"
        with unchanged():
            answer = browser.get(to, **CELL)
        row = browser.get(f"{CONTACTS}?selected=CT9", **ROW)

        assert (answer.status_code, answer["HX-Trigger"]) == (204, "kans:cell-left")
        said = "Wind has no First Name that can be changed."
        assert said in text_of(row)
        assert not Contact.objects.get(pk=company.pk).first_name

    def test_a_field_that_nobody_has_is_not_found(self, browser, two):
        assert browser.get(f"{EDIT}?only=nonsense", **CELL).status_code == 404
        assert browser.get(f"{EDIT}?only=status", **CELL).status_code == 204


class TestTheRowAgain:
    def test_is_shown_though_it_no_longer_passes(self, browser, two):
        a_salesperson("PS")
        given = {"only": "salesperson", "version": two.version, "salesperson": "PS"}
        browser.post(EDIT, given, **CELL)

        row = browser.get(f"{AT}?filter.salesperson=JO&selected=OP0002", **ROW)

        assert [each["Salesperson"] for each in cells(row)] == ["PS"]
        assert 'aria-selected="true"' in text_of(row)

    def test_with_the_count_and_the_sums_that_follow(self, browser, two):
        row = text_of(browser.get(f"{AT}?search=Lamps&selected=OP0002", **ROW))

        totals = row.partition('id="list_totals" hx-swap-oob="true">')[2]
        assert ">2,500.00</td>" in totals
        assert '<span id="list_count" hx-swap-oob="innerHTML">1 row</span>' in row

    @pytest.mark.parametrize("selected", ["", "OP9999", "OP0003"])
    def test_nothing_of_a_row_that_is_not_in_the_list(self, browser, two, selected):
        other = a_person("Eva Smit", at=a_contact("Sun"))
        an_opportunity(number="OP0003", contact=other)
        scope = f"{AT}of-contact/{two.contact.number}/"

        row = browser.get(f"{scope}?selected={selected}", **ROW)

        assert (row.status_code, cells(row)) == (200, [])

    def test_within_the_list_grouped_too(self, browser, two):
        row = browser.get(f"{AT}?group=salesperson&selected=OP0002", **ROW)

        assert [each["Description"] for each in cells(row)] == ["Lamps"]
        assert "list-band" not in text_of(row)


def test_what_a_cell_changes_is_undone_as_any_change(browser, two):
    given = {"only": "description", "version": two.version, "description": "Sixty"}
    browser.post(EDIT, given, **CELL)
    browser.get(f"{AT}?selected=OP0002", **ROW)

    browser.post("/c/cronus/changes/undo/", **htmx("dialog"))

    assert Opportunity.objects.get(number="OP0002").description == "Lamps"
