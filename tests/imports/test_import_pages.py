"""The page on which files are imported: upload, columns, check, correct, apply."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.utils import translation
from openpyxl import load_workbook

from kans.contacts.models import Contact
from kans.foundation.acting.permissions import Level
from kans.foundation.jobs import run_now, start_job
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Change, Job
from kans.imports import checking, staging
from kans.imports.jobs import ForgetImports
from kans.imports.models import ImportRow, ImportRun
from kans.imports.pages import columns as column_pages
from kans.opportunities.models import Opportunity
from kans.security.models import Membership
from kans.team.models import Salesperson
from tests.builders import (
    MARCH_1,
    a_close_code,
    a_contact,
    a_role,
)
from tests.imports.pages import (
    IMPORTS,
    a_workbook,
    address,
    an_import,
    assigned,
    checked,
    counts,
    differences,
    fields_of,
    imported,
    renamed,
    sentences,
    stopped,
    uploaded,
)
from tests.lists.test_exporting_lists import content

PEOPLE = (
    "Account Name,E-mail,Town,Owner\n"
    "Betatech,info@beta.example,Ede,JO\n"
    "Acme,nowhere,Goes,JO\n"
    "Zeta,,,EL\n"
)
DEALS = (
    "Deal Name;Account;Amount;Deal Stage;Prio;Close Date\n"
    "Desks;Contoso;1.234,50;Qualify;Dringend;31-12-2026\n"
    "Chairs;Contoso;99;Closed Won;Normaal;31-12-2026\n"
)


def columns(run):
    return run.choices["columns"]


class TestUploading:
    def test_leads_to_the_columns(self, browser, cronus_works):
        answer = uploaded(browser, PEOPLE)

        run = ImportRun.objects.get()
        assert answer.url == address(run, "columns/")
        assert (run.file_name, run.kind, run.count) == ("rows.csv", "contacts", 3)
        assert run.actor_name == "Ann"
        assert (staging.folder_of(run.pk) / "source").read_text() == PEOPLE

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            ("", "rows.csv is empty. Its first line must hold the names"),
            (" \n", "rows.csv is empty. Its first line must hold the names"),
            ("name\n", "Below the names of the columns, this file has no rows."),
            (b"\x89PNG\r\n\0", "rows.csv cannot be read as a table."),
            (b"PK\x03\x04damaged", "rows.csv cannot be read as a table."),
            ("Betatech,2026-01-01,12\n", "The first line must hold the names"),
        ],
    )
    def test_what_is_no_table_is_refused_and_not_kept(
        self, browser, cronus_works, content, sentence, tmp_path
    ):
        answer = uploaded(browser, content)

        assert answer.status_code == 422
        assert sentence in sentences(answer)[0]
        assert not ImportRun.objects.exists()
        assert not list(tmp_path.glob("imports/*"))

    def test_a_file_that_is_too_large_is_refused(
        self, browser, cronus_works, settings, monkeypatch
    ):
        settings.IMPORT_MOST_MEGABYTES = 1
        heavy = uploaded(browser, "name\n" + "x" * 1024**2)
        settings.IMPORT_MOST_MEGABYTES = 20
        monkeypatch.setattr(staging, "PAGE", replace(staging.PAGE, most_rows=3))
        long = uploaded(browser, "name\n" + "x\n" * 4)

        assert "This file is larger than 1 MB." in sentences(heavy)[0]
        assert "This file has more than 3 rows." in sentences(long)[0]

    def test_a_workbook_with_an_endless_name_of_a_sheet_is_refused(
        self, browser, cronus_works, tmp_path
    ):
        answer = uploaded(
            browser, renamed(a_workbook(["name"], ["Acme"]), "x" * 101), name="x.xlsx"
        )

        assert answer.status_code == 422
        assert "A sheet of x.xlsx has a name of more than 100" in sentences(answer)[0]
        assert not list(tmp_path.glob("imports/*"))

    def test_a_long_name_of_a_file_is_shortened(self, browser, cronus_works):
        an_import(browser, PEOPLE, name=f"{'n' * 300}.csv")

        name = ImportRun.objects.get().file_name
        assert name.startswith("nnn")
        assert len(name) <= 200

    def test_one_that_is_dropped_on_its_way_is_too_large_as_well(
        self, browser, cronus_works, settings
    ):
        settings.LARGEST_UPLOAD = 1024

        answer = uploaded(browser, "name\n" + "x" * 2048)

        assert sentences(answer)[0].startswith("This file is larger than 20 MB.")

    def test_a_file_must_be_chosen(self, browser, cronus_works):
        answer = browser.post(f"{IMPORTS}new/", {"kind": "salespeople"})

        assert sentences(answer) == ["Choose a file."]
        assert 'value="salespeople" id="id_kind_0"' in answer.text

    def test_another_sheet_can_be_chosen(self, browser, cronus_works):
        book = a_workbook(["name"], ["Betatech"], More=[["name"], ["Acme"], ["Zeta"]])
        run = an_import(browser, book, name="rows.xlsx")

        answer = browser.post(address(run, "sheet/"), {"sheet": "More"})

        run.refresh_from_db()
        assert answer.url == address(run, "columns/")
        assert (run.sheet, run.count) == ("More", 2)
        assert staging.read_part(staging.rows_of(run), 0, 9).rows == [
            (2, ["Acme"]),
            (3, ["Zeta"]),
        ]

    def test_who_may_not_import_is_refused(self, browser, cronus_works):
        role = a_role(level=Level.SALESPERSON)
        with open_change("test"):
            Membership.objects.update(role=role)

        assert browser.get(f"{IMPORTS}new/").status_code == 403


class TestTheColumns:
    def test_are_guessed_by_the_names_others_use(self, browser, cronus_works):
        run = an_import(browser, DEALS, "opportunities")

        assert columns(run) == {
            "description": "Deal Name",
            "contact": "Account",
            "estimated_value": "Amount",
            "stage": "Deal Stage",
            "estimated_close_date": "Close Date",
        }
        assert run.choices["language"] == "nl"

    def test_may_have_braces_in_their_names(self, browser, cronus_works):
        run = an_import(browser, "Name {EUR},Town\nBetatech,Ede\nAcme,Goes\n")

        imported(browser, checked(browser, run, column_0="name"))

        assert sorted(Contact.objects.values_list("name", "city")) == [
            *(("Acme", "Goes"), ("Betatech", "Ede")),
        ]

    def test_are_guessed_by_what_they_hold(self, browser, cronus_works):
        run = an_import(browser, "Who,Where to\nBeta,a@b.example\nAcme,c@d.example\n")

        assert columns(run) == {"email": "Where to"}

    def test_show_what_stands_in_them(self, browser, cronus_works):
        page = browser.get(address(an_import(browser, PEOPLE), "columns/"))

        assert "info@beta.example" in page.text
        assert fields_of(page)["column_0"] == "name"

    def test_a_field_is_chosen_once(self, browser, cronus_works):
        run = an_import(browser, PEOPLE)

        answer = assigned(browser, run, column_2="name")

        assert answer.status_code == 422
        assert sentences(answer) == [
            "Name is in column Account Name already. Choose it once."
        ]
        assert fields_of(answer)["column_2"] == "name"

    def test_what_every_row_needs_is_asked_for(self, browser, cronus_works):
        run = an_import(browser, "Deal Name\nDesks\n", "opportunities")

        answer = assigned(browser, run)

        assert "No column holds Contact, which every row needs." in sentences(answer)[0]

    def test_values_of_few_can_be_given_a_meaning(self, browser, cronus_works):
        a_contact("Contoso")
        a_close_code("WON")
        run = an_import(browser, DEALS, "opportunities")
        part = browser.post(
            address(run, "columns/"),
            {"column_4": "priority", "column_3": "stage"},
            headers={"HX-Request": "true", "HX-Target": "import_values"},
        )
        assert "Dringend" in part.text
        assert "<html" not in part.text

        checked(
            browser,
            run,
            column_4="priority",
            value_priority_0="3",
            default_date_closed="2026-04-01",
            default_sales_value="99",
            default_salesperson="JO",
            default_last_stage="Sign",
        )

        assert counts(run) == (2, 0, 0, 0)
        assert run.choices["values"] == {"priority": {"Dringend": "3"}}

    def test_are_remembered_for_files_of_the_same_shape(self, browser, cronus_works):
        run = an_import(browser, PEOPLE)
        checked(browser, run, column_2="county", default_country="NL", updates="yes")

        head, *rows = PEOPLE.splitlines()
        turned = "\n".join(",".join(reversed(r.split(","))) for r in [head, *rows])
        again = an_import(browser, turned)
        other = an_import(browser, "Account Name\nBeta\n")

        assert (again.remembered, again.updates) == (True, True)
        assert again.choices["columns"]["county"] == "Town"
        assert again.choices["defaults"] == {"country": "NL"}
        assert not other.remembered
        assert "imported before" in browser.get(address(again, "columns/")).text


class TestTheCheck:
    def test_tells_what_would_happen_and_keeps_nothing(self, browser, cronus_works):
        before = Change.objects.count()

        run = checked(browser, an_import(browser, PEOPLE))

        assert run.status == "CHECKED"
        assert counts(run) == (1, 0, 0, 2)
        assert not Contact.objects.exists()
        assert Change.objects.count() == before

    def test_shows_each_refused_row_with_its_cells(self, browser, cronus_works):
        run = checked(browser, an_import(browser, PEOPLE))

        text = browser.get(address(run)).text

        assert 'name="cell_3_email" value="nowhere"' in text
        assert 'aria-invalid="true"' in text
        assert "has the number or name EL" in text

    def test_many_rows_are_checked_by_the_worker(
        self, browser, cronus_works, monkeypatch
    ):
        monkeypatch.setattr(column_pages, "AT_ONCE", 2)
        monkeypatch.setattr(checking, "CHUNK", 2)
        run = checked(browser, an_import(browser, PEOPLE))
        assert run.status == "CHECKING"
        assert "data-job" in browser.get(address(run)).text

        job = run_now(Job.objects.get())

        assert (job.status, job.done, job.refused) == ("DONE", 3, 2)
        assert counts(run) == (1, 0, 0, 2)

    def test_a_company_of_the_file_is_known_to_its_persons(
        self, browser, cronus_works, monkeypatch
    ):
        monkeypatch.setattr(checking, "CHUNK", 2)
        people = (
            "Name,Type,Company Name\n"
            "Ada,Person,Zeta\nBob,Person,Zeta\n,,\nZeta,Company,\n"
        )
        run = checked(browser, an_import(browser, people))
        assert counts(run) == (3, 0, 0, 0)

        imported(browser, run)

        assert {c.name: c.company_name for c in Contact.objects.all()} == {
            "Ada": "Zeta",
            "Bob": "Zeta",
            "Zeta": "Zeta",
        }

    def test_what_stands_in_the_file_twice_is_refused_once(
        self, browser, cronus_works, monkeypatch
    ):
        monkeypatch.setattr(checking, "CHUNK", 2)
        run = checked(
            browser, an_import(browser, "External ID,Name\n1,A\n2,B\n3,C\n1,D\n")
        )

        assert counts(run) == (3, 0, 0, 1)
        assert ImportRow.objects.get().problems[0]["reason"].startswith("1 stands in")


class TestCorrecting:
    def test_a_corrected_cell_is_tried_again_at_once(self, browser, cronus_works):
        run = checked(browser, an_import(browser, PEOPLE))
        sent = {"cell_3_email": "acme@acme.example", "cell_4_salesperson": "EL"}

        part = browser.post(
            address(run),
            sent,
            headers={"HX-Request": "true", "HX-Target": "import_result"},
        )

        assert "<html" not in part.text
        assert counts(run) == (2, 0, 0, 1)
        assert "cell_3_email" not in part.text
        imported(browser, run)
        assert Contact.objects.get(name="Acme").email == "acme@acme.example"

    def test_what_is_still_wrong_keeps_what_was_typed(self, browser, cronus_works):
        run = checked(browser, an_import(browser, PEOPLE))

        page = browser.post(
            address(run),
            {"cell_3_email": "still nowhere", "cell_4_salesperson": "JO"},
            follow=True,
        )

        assert 'name="cell_3_email" value="still nowhere"' in page.text
        assert counts(run) == (2, 0, 0, 1)

    def test_corrections_outlive_another_assignment(self, browser, cronus_works):
        run = checked(browser, an_import(browser, PEOPLE))
        browser.post(address(run), {"cell_3_email": "acme@acme.example"})

        checked(browser, run, column_2="")

        assert counts(run) == (2, 0, 0, 1)

    def test_a_company_and_its_person_can_be_corrected_together(
        self, browser, cronus_works
    ):
        text = (
            "No.,Type,Name,Company Name,E-mail,Salesperson\n"
            "P1,Person,Ada,Zeta,,XX\nC1,Company,Zeta,Zeta,nowhere,\n"
        )
        run = checked(browser, an_import(browser, text))
        assert counts(run) == (0, 0, 0, 2)

        sent = {"cell_2_salesperson": "JO", "cell_3_email": "z@zeta.example"}
        browser.post(address(run), sent)

        assert counts(run) == (2, 0, 0, 0)

    def test_what_an_older_version_noted_of_the_file_is_noted_anew(
        self, browser, cronus_works
    ):
        text = "Name,Company Name,Salesperson\nAda,Zeta,XX\nZeta,,\n"
        run = checked(browser, an_import(browser, text))
        staging.remove_other_indexes(run.pk, "none")
        ImportRun.objects.update(index_name="")

        browser.post(address(run), {"cell_2_salesperson": "JO"})

        assert counts(run) == (2, 0, 0, 0)

    def test_a_number_that_stands_twice_can_be_corrected(self, browser, cronus_works):
        run = checked(browser, an_import(browser, "No.,Name\nA1,Beta\nA1,Acme\n"))
        assert counts(run) == (1, 0, 0, 1)

        browser.post(address(run), {"cell_3_number": "A2"})

        assert counts(run) == (2, 0, 0, 0)

    @pytest.mark.parametrize("kind", ["xlsx", "csv"])
    def test_refused_rows_can_be_taken_away_and_brought_back(
        self, browser, cronus_works, kind
    ):
        run = checked(browser, an_import(browser, PEOPLE))

        answer = browser.get(address(run, f"rejected/?format={kind}"))

        assert f"rows - refused.{kind}" in answer["Content-Disposition"]
        data = content(answer)
        if kind == "xlsx":
            sheet = load_workbook(BytesIO(data)).active
            rows = [[c or "" for c in row] for row in sheet.iter_rows(values_only=True)]
        else:
            rows = list(csv.reader(StringIO(data.decode("utf-8-sig"))))
        assert rows[0] == ["Account Name", "E-mail", "Town", "Owner", "What is wrong"]
        assert [row[0] for row in rows[1:]] == ["Acme", "Zeta"]
        assert rows[1][4].startswith("Enter a valid e") or "e-mail" in rows[1][4]
        again = an_import(browser, data, name=f"rows.{kind}")
        assert counts(checked(browser, again)) == (0, 0, 0, 2)


class TestKnownRows:
    KNOWN = "No.,Name,City\nC1,Betatech,Goes\nC2,Acme,Ede\nC3,Zeta,Ede\n"

    @pytest.fixture
    def there(self, cronus_works):
        a_contact("Betatech", number="C1", city="Ede")
        a_contact("Acme", number="C2", city="Ede")

    def test_are_left_as_they_are(self, browser, there):
        run = checked(browser, an_import(browser, self.KNOWN))

        assert counts(run) == (1, 0, 2, 0)

    def test_or_change_their_records_and_the_difference_is_shown_before(
        self, browser, there
    ):
        run = checked(browser, an_import(browser, self.KNOWN), updates="yes")

        assert counts(run) == (1, 1, 1, 0)
        text = browser.get(address(run)).text
        assert "<del>Ede</del>" in text
        assert "<ins>Goes</ins>" in text
        assert Contact.objects.get(number="C1").city == "Ede"
        imported(browser, run)
        assert Contact.objects.get(number="C1").city == "Goes"
        assert counts(run) == (1, 1, 1, 0)

    def test_are_known_by_what_another_program_calls_them(self, browser, there):
        a_contact("Delta", number="C9", external_id="D-1", city="Ede", phone="0318 1")
        text = "External ID,Name,City,Phone\nD-1,Delta BV,Goes,\nD-2,New,,\n"

        run = checked(browser, an_import(browser, text), updates="yes")

        assert counts(run) == (1, 1, 0, 0)
        assert differences(browser.get(address(run))) == [
            ("City", "Ede", "Goes"),
            ("Name", "Delta", "Delta BV"),
        ]
        assert Contact.objects.get(number="C9").name == "Delta"
        imported(browser, run)
        delta = Contact.objects.get(number="C9")
        assert (delta.name, delta.city, delta.phone) == ("Delta BV", "Goes", "0318 1")
        assert Contact.objects.filter(external_id__in=["D-1", "D-2"]).count() == 2

    def test_a_company_that_names_itself_as_in_our_own_export_too(self, browser, there):
        text = (
            "No.,Name,Company Name,City\n"
            "C1,Betatech,Betatech,Goes\nC7,Omega,Omega,Urk\n"
        )

        run = checked(browser, an_import(browser, text), updates="yes")

        assert counts(run) == (1, 1, 0, 0)
        assert differences(browser.get(address(run))) == [("City", "Ede", "Goes")]


class TestImporting:
    def test_is_done_by_the_worker_and_reported(self, browser, cronus_works):
        run = checked(browser, an_import(browser, PEOPLE))
        dialog = browser.get(address(run, "application/")).text
        assert "New records: 1. Records that change: 0. Refused rows" in dialog

        job = imported(browser, run)

        assert (job.status, job.result["counts"]["created"]) == ("DONE", 1)
        assert [c.name for c in Contact.objects.all()] == ["Betatech"]
        text = browser.get(address(run)).text
        assert "Imported" in text
        assert "cell_3_email" not in text
        assert "Refused rows (Excel)" in text

    def test_is_one_batch_whatever_it_takes(self, browser, cronus_works, monkeypatch):
        monkeypatch.setattr(checking, "CHUNK", 2)
        names = "\n".join(f"C{n}" for n in range(7))
        run = checked(browser, an_import(browser, f"Name\n{names}\n"))

        job = imported(browser, run)

        changes = Change.objects.filter(batch=run.pk)
        assert {change.verb for change in changes} == {"apply_import"}
        assert changes.count() == 4
        assert not Change.objects.filter(batch=job.pk).exists()

    @pytest.mark.parametrize(
        ("status", "sentence"),
        [("MAPPING", "Check the rows first"), ("DONE", "This file has been imported.")],
    )
    def test_is_refused_at_any_other_time(
        self, browser, cronus_works, status, sentence
    ):
        run = checked(browser, an_import(browser, PEOPLE))
        ImportRun.objects.update(status=status)

        answer = browser.post(address(run, "application/"))

        assert answer.status_code == 422
        assert sentence in answer.text
        assert not Job.objects.exists()

    def test_goes_on_where_it_was_stopped(self, browser, cronus_works, monkeypatch):
        monkeypatch.setattr(checking, "CHUNK", 2)
        names = "\n".join(f"C{n}" for n in range(7))
        run = checked(browser, an_import(browser, f"Name\n{names}\n"))
        stopped(browser, run, after=1)
        assert Contact.objects.count() == 2
        assert "The job stopped before its end" in browser.get(address(run)).text

        imported(browser, run)

        assert sorted(c.name for c in Contact.objects.all()) == [
            f"C{n}" for n in range(7)
        ]
        assert counts(run) == (7, 0, 0, 0)

    def test_brings_opportunities_in_as_they_stand(self, browser, cronus_works):
        a_contact("Contoso", salesperson=Salesperson.objects.get())
        run = checked(
            browser,
            an_import(browser, DEALS, "opportunities"),
            default_creation_date="2026-01-05",
        )
        assert counts(run) == (1, 0, 0, 1)

        imported(browser, run)

        desks = Opportunity.objects.get()
        assert (desks.stage_description, str(desks.estimated_value)) == (
            *("Qualify", "1234.500"),
        )
        assert desks.estimated_close_date.isoformat() == "2026-12-31"


class TestTheList:
    def test_has_every_import(self, browser, cronus_works):
        run = an_import(browser, PEOPLE)

        text = browser.get(IMPORTS).text

        assert "rows.csv" in text
        assert f'href="{address(run)}' in text

    def test_an_import_can_be_deleted_with_its_file(
        self, browser, cronus_works, django_capture_on_commit_callbacks
    ):
        run = checked(browser, an_import(browser, PEOPLE))

        with django_capture_on_commit_callbacks(execute=True):
            answer = browser.post(address(run, "delete/"))

        assert answer.url == IMPORTS
        assert not ImportRun.objects.exists()
        assert not staging.folder_of(run.pk).exists()

    def test_is_forgotten_after_a_while(
        self, browser, cronus_works, clock, django_capture_on_commit_callbacks
    ):
        run = checked(browser, an_import(browser, PEOPLE))
        clock.set(MARCH_1 + timedelta(days=91))
        newer = an_import(browser, PEOPLE)

        with django_capture_on_commit_callbacks(execute=True):
            job = run_now(start_job(ForgetImports, {}))

        assert (job.status, job.done) == ("DONE", 1)
        assert list(ImportRun.objects.all()) == [newer]
        assert not staging.folder_of(run.pk).exists()
        assert staging.folder_of(newer.pk).exists()

    def test_but_not_while_the_worker_is_at_it(self, browser, cronus_works):
        run = checked(browser, an_import(browser, PEOPLE))
        browser.post(address(run, "application/"))

        answer = browser.post(address(run, "delete/"))

        assert answer.status_code == 422
        assert ImportRun.objects.exists()


def test_the_pages_speak_dutch(browser, cronus_works):
    run = an_import(browser, PEOPLE)
    with translation.override("nl"):
        page = browser.get(address(run, "columns/"), headers={"Accept-Language": "nl"})

    assert "Regels controleren" in page.text
    assert "Naam" in page.text
