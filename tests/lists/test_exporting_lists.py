"""Exporting a list: exactly its rows and columns, typed, and harmless."""

from __future__ import annotations

import csv
import os
import re
import time
from datetime import date, datetime
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import load_workbook

from kans.foundation.acting.permissions import every_permission
from kans.foundation.jobs import run_now
from kans.foundation.jobs.running import advance, run, take_next
from kans.foundation.journal.journal import open_change
from kans.foundation.models import Job
from kans.lists.actions import create_view, delete_view
from kans.lists.files.stored import StoredFile
from kans.lists.files.tables import Head, Table
from kans.lists.files.workbooks import WorkbookFile
from kans.lists.frame.exporting import dialog
from kans.lists.frame.exporting import export as exporting
from kans.security.models import Membership
from kans.site.umask import write_for_ourselves
from tests.builders import JANUARY_1, MARCH_1, MARCH_8, a_membership, a_role
from tests.lists.list_builders import a_line, a_series
from tests.lists.list_reading import with_facts

assert with_facts  # a fixture of each test
pytestmark = pytest.mark.urls("tests.lists.list_pages")
LINES = "/c/cronus/lines/"
HEADS = ["Starting No.", "Number Series", "Starting Date", "Increment-by No.", "Open"]
SHOWN = ["starting_number", "series", "starting_date", "increment_by", "open"]


@pytest.fixture
def lines(ann):
    wind, sun = a_series("WIND", "=1+1"), a_series("SUN", "Zon; maan\n\"én\" 'sterren'")
    return [
        a_line(wind, "A1", starting_date=JANUARY_1, ending_number="A9"),
        a_line(sun, "B1", starting_date=MARCH_1, increment_by=10, open=False),
        a_line(sun, "C1", warning_number="C5"),
    ]


def exported(browser, query="", columns=SHOWN, kind="xlsx", **options):
    separator = "&" if query else "?"
    sent = {"columns": columns, "format": kind}
    return browser.post(f"{LINES}{query}{separator}export=shown", sent, **options)


def content(response):
    return b"".join(response.streaming_content)


def sheet(response):
    book = load_workbook(BytesIO(content(response)))
    assert len(book.worksheets) == 1
    return book.worksheets[0]


def cells(response):
    return [[cell.value for cell in row] for row in sheet(response).iter_rows()]


def table(response, delimiter=","):
    text = content(response).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))


class TestADialogAsksForIt:
    def test_the_list_has_a_button_for_what_it_shows_now(self, browser, lines):
        text = browser.get(f"{LINES}?filter.series=SUN&sort=-starting_number").text

        button = re.search(
            r'<a [^>]*href="([^"]*export=shown)"[^>]*>.*?Export</a>', text
        )
        assert button[1].replace("&amp;", "&") == (
            f"{LINES}?filter.series=SUN&sort=-starting_number&export=shown"
        )

    def test_the_columns_that_are_shown_are_ticked_and_the_others_offered(
        self, browser, lines
    ):
        text = browser.get(f"{LINES}?export=shown").text

        found = re.findall(r'name="columns" value="([^"]*)"([^>]*)>', text)
        ticked = [name for name, rest in found if "checked" in rest]
        assert ticked == [
            *("starting_number", "series", "series.description", "starting_date"),
            *("ending_number", "increment_by", "open", "modified_at"),
        ]
        assert [name for name, _ in found][-1] == "warning_number"
        assert "3 rows" in text

    def test_all_of_them_can_be_ticked(self, browser, lines):
        text = browser.get(f"{LINES}?export=all").text

        assert text.count("checked") == len(
            re.findall('name="columns"|name="format" value="xlsx"', text)
        )

    def test_without_a_column_it_asks_again(self, browser, lines):
        page = exported(browser, columns=[])

        assert page.status_code == 422
        assert "Choose at least one column." in page.text

    def test_a_filter_that_is_not_understood_is_explained(self, browser, lines):
        page = browser.get(f"{LINES}?filter.starting_date=soon&export=shown")

        assert "soon" in page.text
        assert re.search(r"<button[^>]*data-ok[^>]*disabled", page.text)


class TestExcel:
    def test_cells_have_the_type_of_their_column(self, browser, lines):
        assert cells(exported(browser)) == [
            HEADS,
            ["A1", "WIND", datetime(2026, 1, 1), 1, "Yes"],
            ["B1", "SUN", datetime(2026, 3, 1), 10, "No"],
            ["C1", "SUN", None, 1, "Yes"],
        ]

    def test_moments_are_those_of_the_companys_clock(self, browser, lines):
        made = cells(exported(browser, columns=["modified_at"]))

        assert made[1] == [datetime(2026, 3, 1, 10, 0)]

    def test_the_head_is_bold_stays_and_filters(self, browser, lines):
        of = sheet(exported(browser))

        assert of["A1"].font.bold
        assert not of["A2"].font.bold
        assert of.freeze_panes == "A2"
        assert of.auto_filter.ref == "A1:E4"
        assert of.title == "Number Series Lines"
        assert 9 <= of.column_dimensions["A"].width <= 60

    def test_a_text_like_a_formula_is_a_text(self, browser, lines):
        of = sheet(exported(browser, columns=["series.description"]))

        assert (of["A2"].value, of["A2"].data_type) == ("=1+1", "s")
        assert of["A2"].quotePrefix
        assert of["A3"].value == "Zon; maan\n\"én\" 'sterren'"

    def test_what_no_workbook_may_hold_is_left_out(self, browser, ann):
        a_line(a_series("S", "Zo\ufffen\uffff\x0b &\tmaan"))

        of = sheet(exported(browser, columns=["series.description"]))

        assert of["A2"].value == "Zon &\tmaan"

    def test_wherever_it_stands(self, ann):
        table = Table("Zo\uffffn", (Head("Ma\ufffean"),), "en")
        file = WorkbookFile(table)
        written = file.written([["half\ud800"]], before=0).encode()

        book = load_workbook(BytesIO(b"".join(file.file([written], count=1))))

        assert book.sheetnames == ["Zon"]
        assert list(book["Zon"].values) == [("Maan",), ("half",)]


class TestCSV:
    def test_in_english_with_commas_and_points(self, browser, lines):
        response = exported(browser, kind="csv")

        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert table(response)[1:] == [
            ["A1", "WIND", "2026-01-01", "1", "Yes"],
            ["B1", "SUN", "2026-03-01", "10", "No"],
            ["C1", "SUN", "", "1", "Yes"],
        ]

    def test_in_dutch_with_semicolons(self, browser, lines):
        with translation.override("nl"):
            dutch = {"Accept-Language": "nl"}
            response = exported(browser, kind="csv", headers=dutch)
            rows = table(response, ";")

        assert rows[0][2] == "Begindatum"
        assert rows[1] == ["A1", "WIND", "2026-01-01", "1", "Ja"]

    def test_begins_with_the_mark_that_excel_looks_for(self, browser, lines):
        assert content(exported(browser, kind="csv")).startswith(b"\xef\xbb\xbf")

    @pytest.mark.parametrize(
        ("text", "harmless"),
        [
            ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
            ("+31 20 123", "'+31 20 123"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\uff1d1+1", "'\uff1d1+1"),
            ("'=1", "''=1"),
            ("a=b", "a=b"),
            ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ],
    )
    def test_a_text_like_a_formula_gets_an_apostrophe(
        self, browser, ann, text, harmless
    ):
        a_line(a_series("S", text))

        columns = ["series.description"]
        assert table(exported(browser, columns=columns, kind="csv"))[1] == [harmless]


class TestWhichRows:
    def test_those_that_are_filtered_searched_and_sorted(self, browser, lines):
        query = "?filter.series=SUN&search=zon&sort=-starting_number"

        made = cells(exported(browser, query, columns=["starting_number"]))

        assert made == [["Starting No."], ["C1"], ["B1"]]

    @pytest.mark.parametrize(
        ("where", "numbers"),
        [
            ("any(increment_by-from:10,starting_date-is:01/01/2026)", ["A1", "B1"]),
            ("any(open-is:no,all(series-is:SUN,warning_number-is:C5))", ["B1", "C1"]),
            ("all(series-is:SUN,open-is:yes)", ["C1"]),
        ],
    )
    def test_those_of_an_advanced_filter(self, browser, lines, where, numbers):
        made = cells(exported(browser, f"?where={where}", columns=["starting_number"]))

        assert made[1:] == [[number] for number in numbers]

    def test_those_of_a_view_in_its_order(self, browser, lines):
        kept = create_view(
            "lines",
            name="Sunny",
            query="where=any(series-is:SUN)&sort=-starting_number",
            layout={},
        )

        for view, numbers in (("open", ["C1", "A1"]), (kept.pk, ["C1", "B1"])):
            made = cells(exported(browser, f"?view={view}", ["starting_number"]))
            assert made[1:] == [[number] for number in numbers]

    def test_those_that_pass_whichever_group_is_open(self, browser, lines):
        """As the number of rows says: those of the closed groups are listed too."""
        query = "?group=series&in=WIND&filter.increment_by=..10&sort=-starting_number"
        assert "3 rows" in browser.get(f"{LINES}{query}&export=shown").text

        made = cells(exported(browser, query, columns=["starting_number"]))

        assert made[1:] == [["C1"], ["B1"], ["A1"]]

    def test_those_of_the_scope(self, browser, lines):
        sent = {"columns": ["starting_number"], "format": "xlsx"}
        response = browser.post("/c/cronus/series/SUN/lines/?export=shown", sent)

        assert "Lines%20%C2%B7%20SUN" in response["Content-Disposition"]
        assert cells(response) == [["Starting No."], ["B1"], ["C1"]]

    def test_all_pages_of_them(self, browser, ann, monkeypatch):
        monkeypatch.setattr(exporting, "CHUNK", 7)
        series = a_series()
        for number in range(100, 160):
            a_line(series, f"N{number}", starting_date=MARCH_1 if number % 2 else None)

        made = cells(exported(browser, "?sort=starting_date", ["starting_number"]))

        odd = [[f"N{n}"] for n in range(101, 160, 2)]
        even = [[f"N{n}"] for n in range(100, 160, 2)]
        assert made[1:] == odd + even

    def test_a_list_without_rows_has_a_head(self, browser, ann):
        assert cells(exported(browser, columns=["series"])) == [["Number Series"]]

    def test_more_rows_than_excel_takes_are_refused(self, browser, lines, monkeypatch):
        monkeypatch.setattr(WorkbookFile, "most_rows", 2)

        page = exported(browser)

        assert page.status_code == 422
        assert "Excel takes 2 rows, and there are more." in page.text
        assert len(table(exported(browser, kind="csv"))) == 4


def test_the_name_of_the_file_says_list_company_and_date(browser, lines):
    said = exported(browser)["Content-Disposition"]

    assert said == 'attachment; filename="Number Series Lines CRONUS 2026-03-01.xlsx"'


def test_it_costs_no_more_queries_for_more_rows(browser, lines):
    def queries():
        with CaptureQueriesContext(connection) as found:
            content(exported(browser))
        return len(found)

    few = queries()
    for number in range(40):
        a_line(a_series(f"M{number}"), f"N{number}")
    assert queries() == few


class TestTheCommand:
    def run(self, *options):
        said = StringIO()
        call_command("export", *options, "--company=cronus", stdout=said)
        return said.getvalue()

    def test_writes_what_the_page_would(self, lines, tmp_path):
        file = tmp_path / "lines.csv"

        said = self.run(
            *("lines", "--filter=series=SUN", "--sort=-starting_number"),
            *("--columns=starting_number,starting_date", "--format=csv"),
            *("--language=nl", f"--output={file}"),
        )

        assert said == f"2 rows written to {file}.\n"
        assert file.read_text("utf-8-sig").split() == [
            *("Beginnr.;Begindatum", "C1;", "B1;2026-03-01")
        ]
        # It is theirs who asked for it, not of Kans alone.
        assert file.stat().st_mode & 0o777 == 0o666 & ~write_for_ourselves()

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            (["nowhere"], "There is no list at /c/cronus/nowhere/."),
            (["tell-me"], "There is no list at /c/cronus/tell-me/."),
            (["lines", "--columns=colour"], "The list has no column colour."),
            (["lines", "--filter=series"], "write COLUMN=FILTER"),
            (["lines", "--filter=starting_date=soon"], "soon"),
        ],
    )
    def test_says_what_it_does_not_understand(self, lines, options, sentence):
        with pytest.raises(CommandError, match=re.escape(sentence)):
            self.run(*options)


def test_days_before_excel_counts_are_texts(browser, ann):
    a_line(a_series(), "A1", starting_date=date(1850, 5, 1))

    assert cells(exported(browser, columns=["starting_date"]))[1] == ["1850-05-01"]


class TestMoreThanTenThousandRows:
    """Ten are too many here."""

    @pytest.fixture
    def many(self, ann, monkeypatch, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        monkeypatch.setattr(dialog, "DIRECT", 10)
        monkeypatch.setattr(exporting, "CHUNK", 5)
        series = a_series("MANY", "=danger")
        for number in range(101, 124):
            a_line(series, f"N{number}", starting_date=MARCH_1)

    def asked_for(self, browser, kind="xlsx", query=""):
        page = exported(
            browser, query, columns=["starting_number", "series.description"], kind=kind
        )
        job = Job.objects.get()
        assert page.status_code == 302
        assert page.url == f"/c/cronus/jobs/{job.pk}/"
        return job

    def file_of(self, browser, job):
        return browser.get(f"/c/cronus/exports/{job.pk}/")

    @pytest.mark.parametrize("kind", ["xlsx", "csv"])
    def test_are_written_by_the_worker(self, browser, many, kind):
        job = run_now(self.asked_for(browser, kind, "?sort=-starting_number"))

        assert (job.status, job.total, job.done, job.about) == (
            *("DONE", 23, 23, "Number Series Lines"),
        )
        page = browser.get(f"/c/cronus/jobs/{job.pk}/").text
        assert f'href="/c/cronus/exports/{job.pk}/"' in page
        response = self.file_of(browser, job)
        rows = cells(response) if kind == "xlsx" else table(response)
        assert f"Lines CRONUS 2026-03-01.{kind}" in response["Content-Disposition"]
        danger = "=danger" if kind == "xlsx" else "'=danger"
        assert rows[1:] == [[f"N{number}", danger] for number in range(123, 100, -1)]

    def test_a_piece_that_was_not_committed_is_written_again(self, browser, many):
        job = self.asked_for(browser, "csv")
        taken = take_next(job.pk)
        for _chunk in range(3):
            advance(taken)
        with (tmp := StoredFile.of(job.pk).folder / "rows.gz").open("ab") as file:
            file.write(b"half a piece")
        assert tmp.stat().st_size

        run(taken, until=lambda: False, between=lambda: None)

        assert len(table(self.file_of(browser, job))) == 24

    def test_are_those_of_then_whatever_becomes_of_the_view(self, browser, many):
        a_line(a_series("OTHER"), "A1")
        query = "filter.series=MANY&sort=-starting_number"
        view = create_view("lines", name="Many", query=query, layout={})
        job = self.asked_for(browser, "csv", f"?view={view.pk}")
        taken = take_next(job.pk)
        advance(taken)
        advance(taken)

        delete_view(view)
        run(taken, until=lambda: False, between=lambda: None)

        rows = table(self.file_of(browser, job))[1:]
        assert [number for number, _ in rows] == [f"N{n}" for n in range(123, 100, -1)]

    def test_are_those_of_the_day_on_which_it_was_asked_for(self, browser, many, clock):
        a_line(a_series("LATE"), "Z1", starting_date=MARCH_8)
        where = "all(starting_date-from:t-1d,starting_date:..t)"
        job = self.asked_for(browser, "csv", f"?filter.starting_date=..t&where={where}")
        clock.set(MARCH_8)

        run_now(job)

        rows = table(self.file_of(browser, job))[1:]
        assert [number for number, _ in rows] == [f"N{n}" for n in range(101, 124)]

    def test_are_those_of_the_scope(self, browser, many):
        a_line(a_series("OTHER"), "A1")
        sent = {"columns": ["starting_number"], "format": "csv"}
        browser.post("/c/cronus/series/MANY/lines/?export=shown", sent)

        job = run_now(Job.objects.get())

        assert "of=MANY" in job.arguments["query"]
        assert job.done == 23

    def test_stop_when_their_place_in_the_list_is_lost(self, browser, many):
        job = self.asked_for(browser, "csv")
        taken = take_next(job.pk)
        advance(taken)
        advance(taken)
        Job.objects.update(cursor={**Job.objects.get().cursor, "after": "x"})

        run(taken, until=lambda: False, between=lambda: None)

        job.refresh_from_db()
        assert (job.status, job.done) == ("FAILED", 5)
        assert job.error == (
            "The order of the list changed while it was exported, so the job stopped. "
            "Export the list again."
        )

    def test_only_who_started_it_gets_the_file(self, browser, many, client):
        job = run_now(self.asked_for(browser))
        client.force_login(a_membership().user)

        assert self.file_of(client, job).status_code == 404

    def test_the_file_is_kept_for_a_day(self, browser, many):
        job = run_now(self.asked_for(browser))
        folder = StoredFile.of(job.pk).folder
        yesterday = time.time() - 25 * 60 * 60
        os.utime(folder, (yesterday, yesterday))

        page = self.file_of(browser, job)

        assert page.status_code == 404
        assert "it is kept for a day. Export again." in page.text
        self.asked_again(browser)
        assert not folder.exists()

    def asked_again(self, browser):
        exported(browser, columns=["series"])
        run_now(Job.objects.latest("created_at", "id"))


def test_who_may_not_export_has_no_button(browser, lines):
    role = a_role("CLERK", *(every_permission() - {"foundation.export_lists"}))
    with open_change("test"):
        Membership.objects.update(role=role)

    assert "export=" not in browser.get(LINES).text
    assert browser.get(f"{LINES}?export=shown").status_code == 403
