"""What every page in the browser stands on."""

import pytest


@pytest.mark.parametrize(("locale", "language"), [("en-US", "en"), ("nl-NL", "nl")])
def test_one_signs_in_in_the_language_of_the_browser(open_browser, locale, language):
    page = open_browser(locale=locale)

    page.goto("/accounts/login/")

    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("htmx.version").startswith("2.")


def test_an_error_in_the_browser_is_noticed(page, problems):
    page.goto("/accounts/login/")

    page.evaluate("console.error('something is wrong')")
    page.evaluate("document.body.append(Object.assign(new Image(), {src: '/nowhere'}))")
    page.wait_for_load_state("networkidle")

    assert "console: something is wrong" in problems
    assert any(problem.startswith("404: ") for problem in problems)
    problems.clear()


def test_a_script_in_the_page_does_not_run(page, problems):
    page.goto("/accounts/login/")

    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), "
        "{textContent: 'window.intruder = true'}))"
    )

    assert page.evaluate("window.intruder") is None
    assert any("Content Security Policy" in problem for problem in problems)
    problems.clear()
