"""Minors, the consent of their parents, and the block on a contact's data."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError


class ParentalConsentMissing(DomainError):
    field = "privacy_blocked"
    message = _(
        "A minor stays blocked until the parents have consented. Turn on Parental "
        "Consent Received first."
    )


@dataclass(frozen=True)
class Privacy:
    """How the data of a contact may be used."""

    blocked: bool = False
    minor: bool = False
    consent: bool = False

    def changed_to(self, wanted: Privacy) -> Privacy:
        """What follows from wanting that (CON-23, CON-25).

        Becoming a minor blocks, and so does losing the consent of the parents.
        Receiving it blocks nothing, unlike in Business Central, and lifts nothing:
        the block is lifted by itself, in the same go if one likes.
        """
        lifts = self.blocked and not wanted.blocked
        becomes_minor = wanted.minor and not self.minor
        loses_consent = wanted.minor and self.consent and not wanted.consent
        if (becomes_minor or loses_consent) and not lifts:
            return replace(wanted, blocked=True)
        return wanted

    def merged_with(self, other: Privacy) -> Privacy:
        """Of two that are one contact: what either was, it is; also blocked."""
        return Privacy(
            self.blocked or other.blocked,
            self.minor or other.minor,
            self.consent or other.consent,
        )

    def may_be(self) -> tuple[DomainError, ...]:
        """Whether this may stand: a minor is blocked or has consent (CON-24)."""
        if self.minor and not self.consent and not self.blocked:
            return (ParentalConsentMissing(),)
        return ()
