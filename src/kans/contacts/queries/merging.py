"""What merging two contacts would do, and what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kans.contacts.models import Contact
from kans.foundation.actions.verdicts import verdict
from kans.foundation.records import contributions
from kans.notes.models import Attachment, Comment
from kans.notes.queries import attachments_on, comments_on

if TYPE_CHECKING:
    from kans.foundation.actions.verdicts import Verdict
    from kans.foundation.records.records import CompanyRecord

PERSONS = _("Persons")


@dataclass(frozen=True)
class GoingOver:
    """How many records of a kind go over to the contact that is kept."""

    caption: str
    count: int


def going_over(other: Contact) -> list[GoingOver]:
    """What belongs to a contact and would be of the one that it is merged into."""
    counts: dict[type[CompanyRecord], int] = {
        **contributions.pointing_to(other),
        Contact: Contact.objects.persons_of(other).count(),
        Comment: comments_on(other).count(),
        Attachment: attachments_on(other).count(),
    }
    return [
        GoingOver(capfirst(str(_caption_of(kind))), count)
        for kind, count in counts.items()
        if count
    ]


def _caption_of(kind: type[CompanyRecord]) -> object:
    return PERSONS if kind is Contact else kind._meta.verbose_name_plural


def verdict_of_merging(kept: Contact, other: Contact) -> Verdict:
    return verdict("merge_contacts", kept.may_absorb(other))
