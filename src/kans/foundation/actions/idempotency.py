"""What is sent twice is done once: every form that is opened carries a key.

The key is used up in the transaction of the change, so that a refusal uses none up,
and who sends it once more gets the first answer.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.template.backends.utils import csrf_input
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kans.foundation.actions.preview import rehearsing
from kans.foundation.databases.commits import note_all_saved
from kans.foundation.errors import DomainError
from kans.foundation.journal.afterwards import after_commit
from kans.foundation.journal.journal import is_change_open
from kans.foundation.models.idempotency import LONGEST, IdempotencyKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.uploadedfile import UploadedFile
    from django.db import models
    from django.http import HttpRequest

FIELD = "idempotency_key"
HEADER = "Idempotency-Key"
NO_CONTENT = {FIELD, "csrfmiddlewaretoken", "back"}


class FormOutOfDate(DomainError):
    status = 409
    message = _(
        "Nothing is done yet, because this form was out of date. What you typed is "
        "still there: send it once more."
    )


class SentOtherwise(DomainError):
    status = 409
    message = _(
        "You sent this form before, and that was done. It says something else now, so "
        "nothing more is done yet. To have this done as well, send it once more."
    )

    def __init__(self, first: IdempotencyKey) -> None:
        super().__init__()
        self.tells_of = first.record()


class AnsweredBefore(Exception):
    """The same was done already: whoever asks is given the first answer."""

    def __init__(self, first: IdempotencyKey) -> None:
        super().__init__(first)
        self.first = first


class _KeyTaken(Exception):
    """Somebody used this key up."""


@dataclass
class Sending:
    """A form that was sent, until it is answered."""

    request: HttpRequest
    told: list[tuple[int, str, str]] = field(default_factory=list)
    spent: IdempotencyKey | None = None
    whole: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def key(self) -> str:
        """The key that came along; blank when it is none."""
        sent = self.request.POST.get(FIELD) or self.request.headers.get(HEADER, "")
        is_key = len(sent) <= LONGEST and sent.isascii() and sent.isprintable()
        return sent if is_key and " " not in sent else ""

    @property
    def action(self) -> str:
        return f"{self.request.method} {self.request.path}"

    @cached_property
    def digest(self) -> str:
        """What was sent, in short: fields, files and what the address says."""
        content = sha256(self.request.META.get("QUERY_STRING", "").encode())
        for name, values in sorted(self.request.POST.lists()):
            if name not in NO_CONTENT:
                content.update(repr((name, values)).encode())
        for name, files in sorted(self.request.FILES.lists()):
            for file in files:
                content.update(repr((name, file.name, _digest_of(file))).encode())
        return content.hexdigest()

    def is_repeated(self, first: IdempotencyKey) -> bool:
        return (first.action, first.digest) == (self.action, self.digest)

    def first_answer(self) -> IdempotencyKey | None:
        """What the same form was answered when it was done; what expired is gone."""
        if not self.key:
            return None
        first: IdempotencyKey | None = IdempotencyKey.objects.own(self.key)
        if first and first.is_expired:
            first.delete()
            return None
        return first if first and self.is_repeated(first) else None

    @contextmanager
    def done_once(self) -> Iterator[None]:
        """Use the key up with what is done inside; all of it stays open meanwhile.

        The answer is kept with it, so it is committed once the page has answered.
        """
        try:
            with ExitStack() as all_of_it:
                all_of_it.enter_context(transaction.atomic())
                spent = self._spend()
                yield
                after_commit(note_all_saved)
                self.spent = spent
                self.whole.push(all_of_it.pop_all())
        except _KeyTaken:
            raise self._who_took_it() from None

    def _spend(self) -> IdempotencyKey:
        if not self.key:
            raise FormOutOfDate
        row = IdempotencyKey(key=self.key, action=self.action, digest=self.digest)
        try:
            row.spend()
        except IntegrityError as error:
            raise _KeyTaken from error
        return row

    def _who_took_it(self) -> Exception:
        first = IdempotencyKey.objects.own(self.key)
        if first is None:
            return FormOutOfDate()
        same = self.is_repeated(first)
        return AnsweredBefore(first) if same else SentOtherwise(first)

    def about(self, record: models.Model | None) -> None:
        """Note the record it was done to; the first one counts."""
        if self.spent and record is not None and not self.spent.record_type:
            self.spent.record_type = record._meta.label_lower
            self.spent.record_id = record.pk

    def answered(self, status: int, location: str) -> None:
        """Keep the answer with what was done; of what is still refused, keep none."""
        if self.spent is None:
            return
        if status < 400:
            self.spent.answer(status, location, self.told)
        else:
            self.spent.delete()


def _digest_of(file: UploadedFile[Any]) -> str:
    content = sha256()
    for chunk in file.chunks():
        content.update(chunk)
    file.seek(0)
    return content.hexdigest()


_sending: ContextVar[Sending | None] = ContextVar("sending", default=None)


@contextmanager
def sending(request: HttpRequest) -> Iterator[Sending]:
    """Inside, what is done uses up the key of the form; what fails is not done."""
    sent = Sending(request)
    token = _sending.set(sent)
    try:
        with sent.whole:
            yield sent
    finally:
        _sending.reset(token)


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """A transaction; that of what somebody sends uses up the key they sent it with."""
    sent = _sending.get()
    if sent is None or sent.spent or is_change_open() or rehearsing():
        with transaction.atomic():
            yield
            after_commit(note_all_saved)
        return
    with sent.done_once():
        yield


def note_record(record: models.Model | None) -> None:
    """Tell who sends it which record was made or changed."""
    if sent := _sending.get():
        sent.about(record)


def note_told(level: int, text: str, offered: str) -> None:
    """Keep what was said, to say it again to who sends it again."""
    if sent := _sending.get():
        sent.told.append((level, text, offered))


def form_input(request: HttpRequest) -> SafeString:
    """What every form that is sent carries: it is from here, and it is sent once."""
    # A browser that fills in what stood there before it reloads the page gives no key.
    return format_html(
        '{}<input type="hidden" name="{}" value="{}" autocomplete="off">',
        csrf_input(request),
        FIELD,
        uuid4().hex,
    )


form_input_lazy = lazy(form_input, SafeString, str)


def sent_with_forms(request: HttpRequest) -> dict[str, Any]:
    """Have the `csrf_input` of each form bring its key along, another in each."""
    return {"csrf_input": form_input_lazy(request)}
