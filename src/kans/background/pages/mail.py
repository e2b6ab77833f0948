"""E-Mail: how it is set, what became of messages to users, and a test message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kans.background.actions import send_test_message
from kans.background.queries.mail import mail_settings
from kans.foundation.acting.addresses import address
from kans.foundation.mail.outbox import SEND_MAIL
from kans.foundation.models.mail import MailMessage, MailStatus
from kans.lists.frame import Column, ListAction, ListFrame, show_list
from kans.web.chrome import Navigation, navigation
from kans.web.dialogs import show_dialog
from kans.web.forms import ActionForm
from kans.web.pages import done, page, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kans.web.pages import PageRequest

TONES = {
    str(MailStatus.WAITING): "neutral",
    str(MailStatus.SENT): "good",
    str(MailStatus.NOT_SENT): "bad",
    str(MailStatus.UNCERTAIN): "warn",
}
MAIL = ListFrame(
    name="mail",
    caption=gettext_lazy("E-Mail"),
    model=MailMessage,
    columns=(
        Column("kind"),
        Column("recipient"),
        Column("status", tones=TONES),
        Column("answer"),
        Column("retry_at"),
        Column("written_at"),
        Column("ended_at", on_phone=False),
    ),
    search=("recipient", "answer"),
    order="-written_at",
    handle="id",
    actions=(
        ListAction(
            gettext_lazy("Send Test Message"),
            "background:test_mail",
            permission=SEND_MAIL,
            icon="mail",
            primary=True,
        ),
    ),
    above="background/mail.html",
    empty=gettext_lazy(
        "Invitations, mentions and what signing in needs are shown here once they are "
        "mailed."
    ),
)
navigation(
    Navigation(
        MAIL.caption,
        "background:mail",
        SEND_MAIL,
        icon="mail",
        group="setup",
        synonyms=("e-mail", "mail", "smtp", "mailserver", "outbox", "postvak uit"),
        order=930,
    )
)


class TestMessageForm(ActionForm):
    """Where a test message goes."""

    to = forms.EmailField(
        label=gettext_lazy("To"), help_text=gettext_lazy("Where the message goes.")
    )


@page(permission=SEND_MAIL)
def list_(request: PageRequest) -> HttpResponse:
    rows = MailMessage.objects.all()
    return show_list(request, MAIL, rows=rows, context={"mail": mail_settings()})


@page(permission=SEND_MAIL)
def test(request: PageRequest) -> HttpResponse:
    own = {"to": getattr(request.user, "email", "")}
    form = TestMessageForm(posted(request), initial=own)
    if form.can_be_judged():
        with form.refusals():
            send_test_message(**form.arguments())
            return done(request, address("background:mail"), _told(), go=True)
    return show_dialog(
        request, form, title=_("Send Test Message"), submit=_("Send"), preview=False
    )


def _told() -> str:
    if mail_settings().worker_lives:
        return _("The message is on its way.")
    return _("The message waits: no worker is running.")
