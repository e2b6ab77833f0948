"""Forms: the one gate for input, whether it comes from a page or a program."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from kans.foundation.errors import DomainError
from kans.foundation.preview import OnlyForeseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.http import QueryDict

    from kans.foundation.preview import Preview
    from kans.foundation.records import Journaled


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
        if only is not None:
            for name in set(self.fields) - set(only):
                del self.fields[name]

    def preset(self, given: Mapping[str, Any]) -> None:
        """Fill in what an address says, as far as it can be read."""
        for name in self.fields.keys() & given.keys():
            with suppress(ValidationError):
                self.initial[name] = self.fields[name].clean(given[name])

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
            yield
        except OnlyForeseen as seen:
            self.foreseen = seen.preview
        except DomainError as error:
            if error.status in {401, 404}:
                raise
            self.show(error)

    def show(self, error: DomainError) -> None:
        self.refused_by = error.refusals
        for refusal in error.refusals:
            field = refusal.field if refusal.field in self.fields else None
            self.add_error(field, str(refusal))


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


class EditForm(ActionForm):
    """What may be changed of a record, and the version of it that was shown."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

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
        wanted = None if only is None else {*only, "version"}
        super().__init__(
            data, only=wanted, initial={**known, **(initial or {})}, **options
        )
        self.record = record
