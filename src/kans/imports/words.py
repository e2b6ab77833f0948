"""What choices and captions are called in every language: a file may be in any."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.strings import normalised

if TYPE_CHECKING:
    from django.db.models import Choices
    from django_stubs_ext import StrOrPromise

C = TypeVar("C", bound="Choices")

YES = {"yes", "ja", "true", "waar", "y", "j", "1", "x"}
NO = {"no", "nee", "false", "onwaar", "n", "0"}


class ChoiceUnknown(DomainError):
    message = _("%(text)s is not one of %(choices)s.")


def in_every_language(*texts: StrOrPromise) -> list[str]:
    """The texts in all languages of the house, each once, in their order."""
    found: dict[str, None] = {}
    for text in texts:
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found[str(text)] = None
    return list(found)


@lru_cache
def _called(choices: type[Any]) -> dict[str, Any]:
    return {
        normalised(name): choice
        for choice in choices
        for name in (
            *in_every_language(choice.label),
            choice.name,
            choice.name.replace("_", " "),
            str(choice.value),
        )
    }


def chosen(text: str, choices: type[C]) -> C:
    """The choice that goes by that caption, in any language."""
    found: C | None = _called(choices).get(normalised(text))
    if found is None:
        labels = ", ".join(str(choice.label) for choice in choices)
        raise ChoiceUnknown(text=text, choices=labels)
    return found


def yes_or_no(text: str) -> bool:
    word = normalised(text)
    if word not in YES | NO:
        raise ChoiceUnknown(text=text, choices=f"{_('Yes')}, {_('No')}")
    return word in YES
