"""What a verb is told, kept until a worker does it: exact, whatever day it is then."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Mapping


class ChosenOneGone(DomainError):
    status = 404
    message = _(
        "%(record)s, which was chosen for these rows, was deleted meanwhile. Select "
        "the rows in the list again, and choose another."
    )


def kept(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as JSON holds them: a record by its id, a day in ISO."""
    return {name: _encode(value) for name, value in arguments.items()}


def recalled(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments again; refused when a record among them is gone meanwhile."""
    return {name: _decode(told) for name, told in kept.items()}


def _encode(value: Any) -> Any:
    match value:
        case Model():
            return ["record", value._meta.label_lower, str(value.pk), str(value)]
        case date():
            return ["date", value.isoformat()]
        case Decimal():
            return ["decimal", str(value)]
        case _:
            return value


def _decode(told: Any) -> Any:
    match told:
        case ["record", label, pk, text]:
            rows = apps.get_model(label)._default_manager
            found = rows.filter(pk=UUID(pk)).first()
            if found is None:
                raise ChosenOneGone(record=text)
            return found
        case ["date", text]:
            return date.fromisoformat(text)
        case ["decimal", text]:
            return Decimal(text)
        case _:
            return told
