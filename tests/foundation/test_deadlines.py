"""What a page asks of the database ends in time, with a sentence."""

import time

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from kans.foundation.databases.deadlines import to_be_done_within
from kans.foundation.databases.trouble import TOO_LONG, passing_trouble
from kans.team.models import Salesperson

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    " SELECT max(i) FROM n",
    "postgresql": "SELECT pg_sleep(600)",
}


def ask_for(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


@pytest.mark.django_db(transaction=True)
def test_a_statement_ends_when_its_time_is_over_and_the_connection_goes_on():
    begun = time.monotonic()

    with to_be_done_within(0.3):
        with pytest.raises(OperationalError) as ended:
            ask_for(ENDLESS[connection.vendor])
        said = passing_trouble(ended.value)

    assert said == TOO_LONG
    assert time.monotonic() - begun < 10
    assert ask_for("SELECT 7") == (7,)


@pytest.mark.django_db(transaction=True)
def test_no_statement_begins_after_the_time_is_over():
    with to_be_done_within(0), pytest.raises(OperationalError):
        ask_for("SELECT 7")

    assert ask_for("SELECT 7") == (7,)


def test_a_page_that_takes_too_long_says_so_and_keeps_nothing(browser):
    browser.raise_request_exception = False
    ben = {"code": "B", "name": "Ben", "commission": "0"}

    with to_be_done_within(0):
        answer = browser.post("/c/cronus/salespeople/new/", ben)

    assert answer.status_code == 503
    page = answer.content.decode()
    assert f'<p role="alert">{TOO_LONG}' in page
    assert f"Reference: {answer['X-Request-ID']}" in page
    assert not Salesperson.objects.filter(code="B").exists()
    assert browser.post("/c/cronus/salespeople/new/", ben).status_code == 302


@pytest.mark.django_db
def test_a_defect_is_no_trouble_that_passes():
    with pytest.raises(DatabaseError) as defect, transaction.atomic():
        ask_for("SELECT * FROM there_is_no_such_table")

    assert passing_trouble(defect.value) is None
