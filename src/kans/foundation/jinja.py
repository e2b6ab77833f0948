"""The Jinja2 environment: what every template may use."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from kans.foundation import formats
from kans.foundation.addresses import address


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
