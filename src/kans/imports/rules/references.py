"""Which contact a text in a file means. Rules only: no file, no database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.strings import normalised
from kans.imports.rules.buyers import several

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kans.contacts.models import Contact


class NotFound(DomainError):
    message = _("%(kind)s %(text)s is not there. Import or create it first.")


class OurNumber(DomainError):
    message = _(
        "The rows of this file are known by an external ID, and no contact has "
        "%(text)s for one. Here it is the number of %(name)s, which may be somebody "
        "else. Import that contact first, write its whole name, or say at the columns "
        "that the numbers are this company's."
    )


def contact_meant(
    text: str,
    contacts: Iterable[Contact],
    *,
    is_foreign: bool,
    id_first: bool = False,
    at: str,
) -> Contact:
    """Return the one of these contacts that goes by a number, external ID or name.

    In a file whose rows are numbered by another program, a number is not ours.
    """
    known = list(contacts)
    number, name = text.upper(), normalised(text)
    by_number = [c for c in known if c.number == number]
    by_id = [c for c in known if c.external_id == text]
    by_name = [c for c in known if c.name_key == name]
    first = (by_id, by_number) if id_first else (by_number, by_id)
    for found in (by_id, by_name) if is_foreign else (*first, by_name):
        if len(found) > 1:
            refusal = several(text, [contact.number for contact in found])
            refusal.field = at
            raise refusal
        if found:
            return found[0]
    if by_number:
        raise OurNumber(text=text, name=by_number[0].name, at=at)
    raise NotFound(kind=_("Contact"), text=text, at=at)
