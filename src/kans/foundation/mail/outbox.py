"""The outbox: what is to be mailed lies there sealed until the worker has sent it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import acting_as, who_acts
from kans.foundation.errors import DomainError
from kans.foundation.jobs.acting import the_system_in
from kans.foundation.jobs.actions import start_job
from kans.foundation.jobs.kinds import JobKind, job_kind
from kans.foundation.jobs.retrying import wait_after
from kans.foundation.mail.handing_over import MAIL_LANE, Outcome, hand_over
from kans.foundation.mail.sealing import seal, unseal
from kans.foundation.models.mail import MailMessage, MailStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.mail import EmailMessage

    from kans.foundation.jobs.kinds import EarlyEnd, PointOfNoReturn, Progress
    from kans.foundation.models import Company
    from kans.foundation.models.mail import MailKind

SEND_MAIL = "foundation.send_mail"


@dataclass(frozen=True)
class Letter:
    """What is mailed to one address."""

    to: str
    subject: str
    text: str
    html: str = ""


class AskForItAnew(DomainError):
    message = _(
        "What was in this message is no longer kept. Ask for it again where it came "
        "from."
    )


class MessageNotSent(DomainError):
    message = _(
        "The mail server did not take the message, so it was not sent. "
        "The page E-Mail shows how mail is set."
    )


class MessageUncertain(DomainError):
    message = _(
        "It is uncertain whether the message was sent: the connection broke, or the "
        "worker stopped, just then. It is not sent again by itself."
    )


class KeyChanged(DomainError):
    message = _(
        "The secret key of Kans was changed before the message was sent, so it cannot "
        "be read any more."
    )


NOT_TAKEN: dict[MailStatus, type[DomainError]] = {
    MailStatus.NOT_SENT: MessageNotSent,
    MailStatus.UNCERTAIN: MessageUncertain,
}


def post(
    letter: Letter, kind: MailKind, *, company: Company | None = None
) -> MailMessage:
    """Leave a letter to the worker: to the system in that, or else this, company.

    Part of what one does: whatever takes that back takes the letter back.
    """
    system = the_system_in(company or who_acts().company)
    with transaction.atomic(), acting_as(system):
        message = MailMessage(kind=kind, recipient=letter.to)
        message.sealed = seal(asdict(letter))
        message.enter()
        start_job(SendMail, {"mail": str(message.pk)}, about=str(kind.label))
    return message


@job_kind
class SendMail(JobKind):
    """Hands a letter from the outbox to the mail server."""

    name = "send_mail"
    lane = MAIL_LANE
    caption = _("Send E-Mail")
    permission = SEND_MAIL
    irrevocable = _("the message was sent")

    def total(self, arguments: dict[str, Any]) -> int:
        return 1

    def elsewhere(self, arguments: dict[str, Any], point: PointOfNoReturn) -> Any:
        message = _message(arguments)
        if not message.is_waiting:
            return None
        told = unseal(message.sealed)
        if told is None:
            return Outcome(MailStatus.NOT_SENT, str(KeyChanged())).as_json()
        letter = _as_django_has_it(Letter(**told))
        return hand_over(letter, point, tries=message.tries).as_json()

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> None:
        if cursor is None:
            return
        message = _message(arguments)
        outcome = Outcome.from_json(cursor)
        if outcome.status is MailStatus.WAITING:
            progress.wait = wait_after(message.tries)
            message.try_later(progress.wait, outcome.answer)
            return
        message.end(outcome.status, outcome.answer)
        if outcome.status is MailStatus.SENT:
            progress.done += 1
        else:
            progress.refuse(message.recipient, NOT_TAKEN[outcome.status]())

    def ended_early(self, arguments: dict[str, Any], end: EarlyEnd) -> None:
        message = _message(arguments)
        if message.is_waiting:
            outcome = Outcome.of_early_end(end)
            message.end(outcome.status, outcome.answer)

    def may_run_again(self, arguments: dict[str, Any]) -> Iterable[DomainError]:
        return (AskForItAnew(),)

    def forgotten(self, arguments: dict[str, Any], job_id: UUID) -> None:
        MailMessage.objects.filter(pk=UUID(arguments["mail"])).delete()


def _message(arguments: dict[str, Any]) -> MailMessage:
    return MailMessage.objects.get(pk=UUID(arguments["mail"]))


def _as_django_has_it(letter: Letter) -> EmailMessage:
    message = EmailMultiAlternatives(letter.subject, letter.text, None, [letter.to])
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message
