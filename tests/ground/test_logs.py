"""The log says which request a line belongs to, and no secret."""

import json
import logging
import re

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.test import Client

from kans.foundation.acting.request_ids import answering
from kans.site import environment
from kans.site.logs import JsonLines, TextLines, WithRequest
from kans.site.pages import about
from kans.site.urls import urlpatterns

SECRETS = ("a-key-nobody-knows", "p@ss/word", "no")
GIVEN = "proxy-7f3a.01"


def line(formatter, message, *values, error=None):
    cause = (type(error), error, None) if error else None
    record = logging.LogRecord("kans", 30, "", 0, message, values, cause)
    WithRequest().filter(record)
    return formatter(SECRETS).format(record)


def test_a_line_of_text_names_the_request():
    with answering(GIVEN):
        assert line(TextLines, "Gone: %s", "x").endswith(
            " WARNING kans [proxy-7f3a.01]: Gone: x"
        )
    assert line(TextLines, "Gone").endswith(" WARNING kans [-]: Gone")


def test_a_line_of_json_has_each_fact_by_its_name():
    with answering(GIVEN):
        found = json.loads(line(JsonLines, "Weg: %s", "é\n", error=ValueError("x")))

    assert found.pop("time").endswith("+00:00")
    assert found == {
        "level": "WARNING",
        "logger": "kans",
        "request_id": GIVEN,
        "message": "Weg: é\n",
        "exc_info": "ValueError: x",
    }


@pytest.mark.parametrize("formatter", [TextLines, JsonLines])
@pytest.mark.parametrize(
    "said, logged",
    [
        ("key a-key-nobody-knows.", "key [hidden]."),
        ("postgresql://kans:p@ss/word@db/kans", "postgresql://[hidden]@db/kans"),
        ("smtp://me:else@mail", "smtp://[hidden]@mail"),
        (
            "Not Found: /accounts/password/reset/key/1-abc-def/",
            "Not Found: /accounts/password/reset/key/[hidden]/",
        ),
        ("/accounts/confirm-email/Mg:1x:y/", "/accounts/confirm-email/[hidden]/"),
        ("/callback/?code=abc&state=def", "/callback/?code=[hidden]&state=[hidden]"),
        ("{'password': 'welcome'}", "{'password': '[hidden]'}"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer [hidden]"),
        ("exit code: 3, no job", "exit code: 3, no job"),
    ],
)
def test_no_secret_is_in_a_line(formatter, said, logged):
    for text in (
        line(formatter, said),
        line(formatter, "%s", said),
        line(formatter, "Failed", error=ValueError(said)),
    ):
        assert logged in text
        assert "nobody-knows" not in text


def test_each_secret_of_the_settings_is_known_as_one(monkeypatch, tmp_path):
    (tmp_path / "token").write_text("from-a-file-9000\n")
    monkeypatch.setenv("KANS_METRICS_TOKEN_FILE", str(tmp_path / "token"))

    environment.long_secret("KANS_METRICS_TOKEN")

    assert "from-a-file-9000" in environment.secrets_read()
    assert settings.SECRET_KEY in environment.secrets_read()


def test_a_format_that_does_not_exist_is_refused(monkeypatch):
    monkeypatch.setenv("KANS_LOG_FORMAT", "xml")

    with pytest.raises(ImproperlyConfigured, match="KANS_LOG_FORMAT must be text or"):
        environment.choice("KANS_LOG_FORMAT", ("text", "json"))


def test_a_token_that_one_could_guess_is_refused(monkeypatch):
    monkeypatch.setenv("KANS_METRICS_TOKEN", "short")

    with pytest.raises(ImproperlyConfigured, match="must have at least 16 characters"):
        environment.long_secret("KANS_METRICS_TOKEN")


@pytest.mark.parametrize(
    "proposed, taken",
    [
        (GIVEN, True),
        ("a" * 64, True),
        ("a" * 65, False),
        ("short", False),
        ("", False),
        ("<b>12345678</b>", False),
        ("1234567é9", False),
    ],
)
@pytest.mark.django_db
def test_the_id_of_a_proxy_is_taken_if_it_is_well_formed(client, proposed, taken):
    answer = client.get("/about/", headers={"X-Request-ID": proposed})

    assert (answer["X-Request-ID"] == proposed) == taken
    assert taken or re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-ID"])


def defect(error):
    def view(request):
        raise error

    view.declared = about.declared
    view.__module__ = about.__module__
    return view


@pytest.mark.parametrize(
    "error, status",
    [(ValueError("p@ss/word"), 500), (OperationalError("database is locked"), 503)],
)
def test_the_page_of_a_defect_shows_what_to_look_for_in_the_log(
    browser, monkeypatch, caplog, error, status
):
    (page,) = (each for each in urlpatterns if getattr(each, "name", "") == "about")
    monkeypatch.setattr(page, "callback", defect(error))
    browser.raise_request_exception = False

    answer = browser.get("/about/", headers={"X-Request-ID": GIVEN})

    assert answer.status_code == status
    assert f"Reference: {GIVEN}</small>" in answer.text
    assert caplog.records[-1].exc_info[1] is error
    assert answer.get("Retry-After") == ("5" if status == 503 else None)


def lines_of(caplog):
    """Return what the log says of the requests, as its handler would write it."""
    for record in caplog.records:
        WithRequest().filter(record)
        record.__dict__.pop("asctime", None)  # of the formatter of the tests
    return [json.loads(JsonLines(()).format(record)) for record in caplog.records]


@pytest.mark.parametrize(
    "path, method, said",
    [
        ("/c/cronus/nothing/", "GET", "Not Found: /c/cronus/nothing/"),
        ("/about/", "POST", "Forbidden (CSRF cookie not set.): /about/"),
        ("/metrics", "GET", "Unauthorized: /metrics"),
        ("/metrics", "POST", "Method Not Allowed: /metrics"),
    ],
)
@pytest.mark.django_db
def test_the_line_of_a_refusal_names_its_request(caplog, path, method, said):
    client = Client(enforce_csrf_checks=True)

    answer = client.generic(method, path, headers={"X-Request-ID": "short"})

    (line,) = (each for each in lines_of(caplog) if each["message"] == said)
    assert line["request_id"] == answer["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", line["request_id"])


@pytest.mark.django_db
def test_the_line_of_a_defect_names_its_request(client, monkeypatch, caplog):
    (page,) = (each for each in urlpatterns if getattr(each, "name", "") == "about")
    monkeypatch.setattr(page, "callback", defect(ValueError("x")))
    client.raise_request_exception = False

    client.get("/about/", headers={"X-Request-ID": GIVEN})

    assert [each["request_id"] for each in lines_of(caplog)] == [GIVEN]


@pytest.mark.django_db
def test_a_name_that_is_not_ours_is_one_warning(client, caplog):
    answer = client.get("/about/", headers={"Host": "evil", "X-Request-ID": GIVEN})

    assert answer.status_code == 400
    [line] = lines_of(caplog)
    assert line.pop("time")
    assert line == {
        "level": "WARNING",
        "logger": "django.security.DisallowedHost",
        "request_id": GIVEN,
        "message": "Invalid HTTP_HOST header: 'evil'. "
        "You may need to add 'evil' to ALLOWED_HOSTS.",
        "status_code": 400,
    }


@pytest.mark.django_db
def test_so_is_a_body_that_nobody_can_read(client, caplog):
    answer = client.post(
        "/accounts/login/", b"--x", content_type="multipart/form-data; boundary="
    )

    assert answer.status_code == 400
    [line] = lines_of(caplog)
    assert (line["level"], "exc_info" in line) == ("WARNING", False)
    assert line["message"].startswith("Bad request (Unable to parse request body)")


@pytest.mark.django_db
def test_a_name_that_is_not_ours_is_refused_in_the_language_of_who_asks(settings):
    settings.SECURE_SSL_REDIRECT = True
    headers = {"Host": "evil", "Accept-Language": "nl"}

    assert "Dit is niet begrepen" in Client().get("/", headers=headers).text


def test_so_do_the_pages_of_what_is_not_there_or_not_permitted(browser):
    browser.raise_request_exception = False
    for path, status in [
        ("/c/cronus/opportunities/NONE/", 404),
        ("/c/cronus/nothing/", 404),
    ]:
        answer = browser.get(path, headers={"X-Request-ID": GIVEN})
        assert answer.status_code == status
        assert f"Reference: {GIVEN}</small>" in answer.text


@pytest.mark.django_db
def test_so_does_the_page_of_a_cookie_that_is_missing():
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/accounts/login/", {}, headers={"X-Request-ID": GIVEN})

    assert answer.status_code == 403
    assert f"Reference: {GIVEN}</small>" in answer.text
