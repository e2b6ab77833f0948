"""What a browser may keep of a page, and when it has to forget it."""

import pytest

from tests.builders import a_number_series, a_salesperson

NEVER = "no-store"
ASKS = "private, no-cache"


@pytest.mark.parametrize(
    "page, kept",
    [
        ("/accounts/password/change/", NEVER),
        ("/accounts/2fa/", NEVER),
        ("/c/cronus/settings/", NEVER),
        ("/c/cronus/users/", NEVER),
        ("/c/cronus/roles/", NEVER),
        ("/c/cronus/number-series/OPP/", NEVER),
        ("/c/cronus/jobs/", NEVER),
        ("/c/cronus/salespeople/JO/", ASKS),
        ("/c/cronus/salespeople/", ASKS),
        ("/about/", ASKS),
    ],
)
def test_pages_of_sign_in_users_and_set_up_are_kept_nowhere(browser, page, kept):
    a_number_series("OPP", "OP0001")
    a_salesperson("JO")

    answer = browser.get(page)

    assert (answer.status_code, answer["Cache-Control"]) == (200, kept)


@pytest.mark.django_db
def test_neither_is_the_page_where_one_signs_in(client):
    assert client.get("/accounts/login/")["Cache-Control"] == NEVER


def test_at_signing_out_it_forgets_what_it_kept(browser):
    assert not browser.get("/accounts/logout/").has_header("Clear-Site-Data")

    answer = browser.post("/accounts/logout/")

    assert answer["Clear-Site-Data"] == '"cache"'
    assert "_auth_user_id" not in browser.session
