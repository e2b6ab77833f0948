"""What a template gives to a new customer, and what a template needs itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Mapping

    Values = Mapping[str, Any]


class TemplateCodeMissing(DomainError):
    field = "code"
    message = _("Enter a code.")


class TemplateCodeTaken(DomainError):
    field = "code"
    message = _("There is a customer template %(code)s already. Enter another code.")


class TemplateDescriptionMissing(DomainError):
    field = "description"
    message = _("Enter which customers the template is for.")


def given_by(template: Values, *, customer: Values, initial: Values) -> dict[str, Any]:
    """What a customer takes from a template: what nobody has told of it yet (TPL-3).

    The data of the contact win: only what still has its initial value is filled in,
    and only where the template has another.
    """
    return {
        name: value
        for name, value in template.items()
        if customer[name] == initial[name] and value != initial[name]
    }


def may_be_template(
    code: str, description: str, *, taken: bool
) -> tuple[DomainError, ...]:
    refusals: list[DomainError] = []
    if not code:
        refusals.append(TemplateCodeMissing())
    if taken:
        refusals.append(TemplateCodeTaken(code=code))
    if not description:
        refusals.append(TemplateDescriptionMissing())
    return tuple(refusals)
