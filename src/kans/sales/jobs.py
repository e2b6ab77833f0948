"""What the worker does with quotes and orders: sends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.addresses import address
from kans.foundation.errors import DomainError
from kans.foundation.jobs import JobKind, Result, job_kind
from kans.foundation.mail import MAIL_LANE, Outcome, hand_over
from kans.foundation.models import MailStatus
from kans.sales.actions.sending import (
    GONE,
    PERMISSION,
    SEND,
    note_early_end,
    note_what_became_of,
    try_later,
)
from kans.sales.mailing import letter_with
from kans.sales.models import DocumentMessage
from kans.sales.rules.sending import (
    MessageIsUncertain,
    MessageNotTaken,
    MessageStatus,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kans.foundation.jobs import Progress
    from kans.foundation.jobs.kinds import EarlyEnd, PointOfNoReturn
    from kans.foundation.models import Job


class GoesAgainFromTheMessage(DomainError):
    message = _("Open the message and choose Send Again.")


@job_kind
class SendMessage(JobKind):
    """Hands one message to the mail server, which may take its time."""

    name = SEND
    lane = MAIL_LANE
    caption = _("Send by E-Mail")
    permission = PERMISSION
    irrevocable = GONE

    def total(self, arguments: dict[str, Any]) -> int:
        return 1

    def elsewhere(self, arguments: dict[str, Any], point: PointOfNoReturn) -> Any:
        message = DocumentMessage.objects.get(pk=arguments["message"])
        if not message.is_waiting:
            return None
        return hand_over(letter_with(message), point, tries=message.tries).as_json()

    def step(self, arguments: dict[str, Any], cursor: Any, progress: Progress) -> None:
        if cursor is None:
            return
        key, outcome = UUID(arguments["message"]), Outcome.from_json(cursor)
        if outcome.status is MailStatus.WAITING:
            progress.wait = try_later(key, outcome.answer)
            return
        message = note_what_became_of(key, outcome)
        if message.sent_at:
            progress.done += 1
            return
        to = address("sales:message", message_id=key)
        unclear = message.status == MessageStatus.UNCERTAIN
        error = MessageIsUncertain() if unclear else MessageNotTaken()
        progress.refuse(str(message), error, to=to)

    def ended_early(self, arguments: dict[str, Any], end: EarlyEnd) -> None:
        note_early_end(UUID(arguments["message"]), end)

    def may_run_again(self, arguments: dict[str, Any]) -> Iterable[DomainError]:
        return (GoesAgainFromTheMessage(),)

    def results(self, job: Job) -> Iterable[Result]:
        to = address("sales:message", message_id=job.arguments["message"])
        return (Result(_("Message"), to, icon="mail"),)
