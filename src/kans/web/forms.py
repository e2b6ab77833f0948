"""Forms: the one gate for input, whether it comes from a page or a program."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from kans.foundation.actions.preview import OnlyForeseen, looking_ahead
from kans.foundation.errors import DomainError
from kans.foundation.history.concurrency import (
    ChangedByBoth,
    ChangedMeanwhile,
    NotAsShown,
    StandsOtherwise,
    told_since,
)
from kans.foundation.journal.notices import give_notices
from kans.foundation.strings import shown
from kans.web.form_fields.reading import refusal
from kans.web.form_fields.values import NumberEntryField
from kans.web.merging import OPENED, choose, merge, merged_fields, opened_with

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.http import QueryDict

    from kans.foundation.actions.preview import Preview
    from kans.foundation.records.records import Journaled
    from kans.web.merging import Choice


LONGEST = 10  # digits of a version
CHOICES = {"invalid_choice", "invalid_list"}  # Django's codes for what is not offered


class NotOffered(DomainError):
    message = _(
        "%(text)s is not offered here, or no longer. Choose one of what is offered."
    )


class ActionForm(forms.Form):
    """The arguments of an action, as people and programs type them.

    With `only`, the form asks for just these fields: editing in place, or a patch.
    """

    def __init__(
        self, data: Any = None, *, only: Iterable[str] | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.refused_by: tuple[DomainError, ...] = ()
        self.foreseen: Preview | None = None
        self.unread: frozenset[str] = frozenset()  # while the others are judged
        self.disputed: dict[str, Choice] = {}  # of the fields that both changed
        self.is_out_of_date = False  # it says not which version it is about
        self.meanwhile = ""  # what a colleague changed, and what was made of it
        if only is not None:
            for name in set(self.fields) - set(only):
                del self.fields[name]

    def add_error(self, field: str | None, error: Any) -> None:
        """Say of what was not offered which way out there is, in words of our own."""
        if isinstance(error, ValidationError) and not hasattr(error, "error_dict"):
            found = error.error_list
            error = [_refusal_of_choice(e) if e.code in CHOICES else e for e in found]
        super().add_error(field, error)

    def preset(self, given: Mapping[str, Any]) -> None:
        """Fill in what an address says, as far as it can be read."""
        for name in self.fields.keys() & given.keys():
            with suppress(ValidationError):
                self.initial[name] = self.fields[name].clean(given[name])

    def can_be_judged(self) -> bool:
        """Whether the action may be asked about what was typed, or what of it is read.

        Where a field cannot be read, nothing is done: the action is only asked what
        else stands in the way, so that everything is said at once (MOV-10).
        """
        if self.is_valid():
            return True
        unread = self.errors.keys()
        garbled = {name for name in unread if not self._is_blank(name)}
        shown = {bound.name for bound in self.visible_fields()}
        if not self.is_bound or NON_FIELD_ERRORS in unread or shown <= garbled:
            return False
        try:
            stand_ins = {name: self.stand_in(name) for name in unread}
        except ValidationError:
            return False
        self.unread = frozenset(unread)
        self.cleaned_data.update(stand_ins)
        return True

    def stand_in(self, name: str) -> Any:
        """Return what a field that cannot be read is taken for while others are judged.

        Blank, where it may be blank or the rules refuse a blank, and 0 of a number that
        is; else refuse to say.
        """
        match self.fields[name]:
            case forms.FileField():
                raise ValidationError("", code="no_file")  # nothing stands in for it
            case forms.CharField() as field:
                return field.empty_value
            case field if field.required and field.initial is not None:
                return field.initial
            case forms.IntegerField() | NumberEntryField() as field if field.required:
                return field.clean("0")
            case forms.ChoiceField() as field if field.required:
                return field.clean(_first_of(field))
            case field:
                return field.clean(None)

    def arguments(self) -> dict[str, Any]:
        """The cleaned data, as the action takes it."""
        return dict(self.cleaned_data)

    def so_far(self) -> dict[str, Any]:
        """What the fields say now, typed or preset; None where it cannot be read."""
        found: dict[str, Any] = {}
        for name, field in self.fields.items():
            try:
                found[name] = field.clean(self[name].value())
            except ValidationError:
                found[name] = None
        return found

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Show each refusal on the field it is about, or else above the form.

        Of what was only looked at, keep what would have been done.
        """
        try:
            with looking_ahead() if self.unread else nullcontext():
                yield
        except OnlyForeseen as seen:
            self.foreseen = None if self.unread else seen.preview
        except DomainError as error:
            if error.status in {401, 404}:
                raise
            self.show(error)

    def show(self, error: DomainError) -> None:
        """Show refusals; of a blank field what the rules say, where they say it."""
        self.refused_by = error.refusals
        blank = {name for name in self.unread if self._is_blank(name)}
        for found in error.refusals:
            field = found.field if found.field in self.fields else None
            if field in self.unread - blank:
                continue  # it is not blank: what is wrong with it is said already
            if field is not None and self._is_blank(field):
                del self.errors[field]
            self.add_error(field, str(found))

    def _is_blank(self, name: str) -> bool:
        return self.has_error(name, "required")


def as_typed(form: type[ActionForm], typed: QueryDict) -> dict[str, Any]:
    """What was typed in the fields of a form, to be shown again as it is."""
    return {
        name: name in typed
        if isinstance(field, forms.BooleanField)
        else typed.get(name, "")
        for name, field in form.base_fields.items()
    }


class ConfirmForm(ActionForm):
    """A question that needs no more than yes."""


class RecordForm(ActionForm):
    """The arguments of an action on a record, as it was shown; none of a question.

    It carries the version that was shown and what its fields were opened with. Who
    sends it after a colleague changed the record is told first; what was not typed
    then follows the colleague, and what both changed is to be chosen.
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    merges: ClassVar = False  # without telling first, where no field is in dispute
    only_preset: ClassVar[frozenset[str]] = frozenset()  # no record holds them

    def __init__(
        self,
        data: Any = None,
        *,
        record: Journaled,
        only: Iterable[str] | None = None,
        initial: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        known = {n: getattr(record, n) for n in self.base_fields if hasattr(record, n)}
        wanted = None if only is None else {*only, "version", OPENED}
        super().__init__(
            data if data is None else data.copy(),
            only=wanted,
            initial={**known, **(initial or {})},
            **options,
        )
        self.record = record
        self.current = record.version  # as its fields are read here
        self.presets: dict[str, Any] = {}

    @property
    def standing(self) -> dict[str, Any]:
        """What its fields say when it is opened, before an address presets them."""
        return {**self.initial, **self.presets}

    @property
    def asks_nothing(self) -> bool:
        """Whether it is a plain question, answered by OK alone."""
        return not any(merged_fields(self))

    @property
    def sent(self) -> Any:
        """What was sent, into which theirs is put before it is read."""
        return self.data

    def is_merged(self, name: str) -> bool:
        """Whether a field says what the record says, so that a colleague changes it."""
        return name in self.fields

    def preset(self, given: Mapping[str, Any]) -> None:
        self.presets = {n: self.initial.get(n) for n in self.fields.keys() & given}
        super().preset(given)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name == OPENED and not self.initial.get(OPENED):
            return opened_with(self)
        return super().get_initial_for_field(field, field_name)

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        del given[OPENED]
        return given

    def full_clean(self) -> None:
        if not self.is_bound:
            super().full_clean()
            return
        self.disputed = {choice.name: choice for choice in choose(self)}
        shown = _whole(self.sent.get(self.add_prefix("version")))
        self.is_out_of_date = shown is None
        may_differ = shown != self.current and not self.asks_nothing
        if may_differ and self.merges:
            self.meanwhile = told_since(self.record, shown)
            self.take_theirs()
        super().full_clean()
        if shown is None and not self.merges:
            self.show(NotAsShown())
            self.take_theirs()
        self._dispute()
        if self.meanwhile and not self.errors:
            give_notices({"meanwhile": self.meanwhile})

    def take_theirs(self) -> None:
        """Let the next OK mean: what I typed, knowing what they changed."""
        self.disputed |= {choice.name: choice for choice in merge(self)}
        self.sent[self.add_prefix("version")] = str(self.current)

    def show(self, error: DomainError) -> None:
        super().show(error)
        changed = (e for e in error.refusals if isinstance(e, ChangedMeanwhile))
        if any(each.version == self.current for each in changed):
            self.take_theirs()
            self._dispute()

    def _dispute(self) -> None:
        for name in self.disputed.keys() - self.errors.keys():
            why = StandsOtherwise() if self.is_out_of_date else ChangedByBoth()
            self.add_error(name, str(why))


class EditForm(RecordForm):
    """What may be changed of a record: what one did not change stays as it is now."""

    merges = True

    def stand_in(self, name: str) -> Any:
        """What cannot be read stays as it is; a text that is blank is judged so."""
        is_text = isinstance(self.fields[name], forms.CharField)
        if name in self.standing and not (is_text and self._is_blank(name)):
            return self.standing[name]
        return super().stand_in(name)


def _refusal_of_choice(error: ValidationError) -> ValidationError:
    return refusal(NotOffered(text=shown(str((error.params or {}).get("value", "")))))


def _first_of(field: forms.ChoiceField) -> Any:
    """Return a choice that can be made: some choices stand together in groups."""
    choices: Any = field.choices
    flat = (
        each
        for value, name in choices
        for each in (name if isinstance(name, list | tuple) else [(value, name)])
    )
    return next((value for value, _name in flat if value), None)


def _whole(text: Any) -> int | None:
    return int(text) if str(text or "").isdecimal() and len(text) < LONGEST else None
