"""What a customer may be told, besides what it has in common with its contact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise


class DiscountNotAPercentage(DomainError):
    message = _("%(what)s is a percentage. Enter a number from 0 to 100.")


class PrivacyKeepsBlocked(DomainError):
    field = "blocked"
    message = _(
        "A customer who is blocked for privacy is blocked for all. Clear Privacy "
        "Blocked first."
    )


class PrimaryContactNotRelated(DomainError):
    field = "primary_contact"
    message = _(
        "%(contact)s is not related to customer %(number)s. Choose the contact of the "
        "customer, or a person who works there."
    )


class PrimaryContactWithoutLink(DomainError):
    field = "primary_contact"
    message = _(
        "Customer %(number)s is linked with no contact, so %(contact)s cannot be its "
        "primary contact. Link the customer on the card of its contact first."
    )


def may_be_discounts(
    changes: Mapping[str, Any], captions: Mapping[str, StrOrPromise]
) -> tuple[DomainError, ...]:
    """Those of the changes that are discounts are percentages."""
    return tuple(
        DiscountNotAPercentage(what=caption, at=name)
        for name, caption in captions.items()
        if not 0 <= changes.get(name, 0) <= 100
    )


def may_be_blocked(*, for_all: bool, privacy_blocked: bool) -> tuple[DomainError, ...]:
    """The block for privacy is lifted first (CUS-4)."""
    return (PrivacyKeepsBlocked(),) if privacy_blocked and not for_all else ()


def may_be_primary(
    contact: str, *, number: str, is_linked: bool, works_there: bool
) -> tuple[DomainError, ...]:
    """The contact that is the customer, or one of its persons (CUS-6)."""
    if not is_linked:
        return (PrimaryContactWithoutLink(contact=contact, number=number),)
    if not works_there:
        return (PrimaryContactNotRelated(contact=contact, number=number),)
    return ()
