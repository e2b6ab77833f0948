"""The Jinja2 environment: what every template may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.contrib.messages import get_messages
from django.template import engines
from django.templatetags.static import static
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from jinja2 import Environment, StrictUndefined

from kans.foundation.acting.actors import who_acts
from kans.foundation.acting.addresses import address
from kans.foundation.acting.request_ids import request_id
from kans.foundation.records.facts import link_of
from kans.foundation.text import formats
from kans.web import controls
from kans.web.cards.declared import card_address
from kans.web.chrome import chrome
from kans.web.tell_me.declared import what_is, what_is_at
from kans.web.tell_me.names import names_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.safestring import SafeString

P = ParamSpec("P")
T = TypeVar("T")
_given: dict[str, Callable[..., Any]] = {}


def gives_to_templates(function: Callable[P, T]) -> Callable[P, T]:
    """Let every template call a function of a higher area by its name."""
    given = _given.setdefault(function.__name__, function)
    assert given is function, (
        f"two functions for templates are called {function.__name__}"
    )
    return function


def environment(**options: Any) -> Environment:
    """Make the environment; a misspelt name in a template is an error."""
    options["undefined"] = StrictUndefined
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)  # noqa: S701 Django turns autoescape on
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True
    )
    env.policies["ext.i18n.trimmed"] = True
    env.globals.update(
        static=static,
        url=address,
        language=translation.get_language,
        parts=Parts(env),
        chrome=chrome,
        card_address=card_address,
        what_is=what_is,
        what_is_at=what_is_at,
        names_of=names_of,
        control=controls.control,
        is_switch=controls.is_switch,
        is_many=controls.is_many,
        messages_of=get_messages,
        may=may,
        opens=opens,
        inside=inside,
        request_id=request_id,
        link_of=link_of,
        **_given,
    )
    env.filters.update(
        money=formats.money,
        percent=formats.percent,
        number=formats.number,
        date=formats.date,
        moment=formats.moment,
        days=formats.days,
        yes_no=formats.yes_no,
    )
    return env


def may(permission: str) -> bool:
    return who_acts().may(permission)


def opens(to: str) -> SafeString:
    """The attributes of a link that opens a dialog."""
    return format_html('href="{}" hx-get="{}" hx-target="#dialog"', to, to)


def inside(template: str, context: dict[str, Any], request: Any) -> SafeString:
    """Another template, with just these things to show; it has escaped them itself."""
    html = engines["jinja2"].get_template(template).render(context, request)
    return mark_safe(html)  # noqa: S308


class Parts:
    """The macros of `parts/`, for every template and every block: `parts.icon(…)`."""

    FILES = ("basic", "forms", "verbs", "facts", "jobs", "changes", "notes")

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Any:
        for file in self.FILES:
            module = self._environment.get_template(f"parts/{file}.html").module
            if hasattr(module, name):
                found = getattr(module, name)
                if not self._environment.auto_reload:
                    setattr(self, name, found)  # a page asks a hundred times
                return found
        raise AttributeError(name)
