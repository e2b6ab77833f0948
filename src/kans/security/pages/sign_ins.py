"""Who signed in, and who failed to: the members of the company, for 90 days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.lists.frame import Column, ListFrame, show_list
from kans.security.models import AttemptOutcome, Membership, SignInAttempt
from kans.web.chrome import REPORT, Navigation, navigation
from kans.web.pages import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest

TONES = {
    str(AttemptOutcome.SIGNED_IN): "good",
    str(AttemptOutcome.WRONG_PASSWORD): "warn",
    str(AttemptOutcome.WRONG_CODE): "warn",
    str(AttemptOutcome.REFUSED): "bad",
}
SIGN_INS = ListFrame(
    name="sign_ins",
    caption=_("Sign-Ins"),
    model=SignInAttempt,
    columns=(
        Column("user__name"),
        Column("user__email"),
        Column("outcome", tones=TONES),
        Column("network"),
        Column("known_browser"),
        Column("at"),
    ),
    search=("user__name", "user__email", "network"),
    order="-at",
    handle="id",
    open=lambda row: address("security:user", email=row["user__email"]),
    empty=_("Who signs in, and who fails to, is shown here for 90 days."),
)
navigation(
    Navigation(
        SIGN_INS.caption,
        "security:sign_ins",
        "security.view_membership",
        icon="lock",
        group="setup",
        kind=REPORT,
        synonyms=("aanmeldingen", "logins", "inlogpogingen", "failed sign-ins"),
        order=915,
    )
)


@page(permission="security.view_membership")
def list_(request: PageRequest) -> HttpResponse:
    members = Membership.objects.values("user")
    return show_list(
        request, SIGN_INS, rows=SignInAttempt.objects.filter(user__in=members)
    )
