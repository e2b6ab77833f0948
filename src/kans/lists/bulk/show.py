"""The dialog of a verb on many rows: what it asks, what it would do, what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.actors import who_acts
from kans.foundation.acting.addresses import address
from kans.foundation.actions.verdicts import Verdict
from kans.foundation.errors import DomainError, refuse_if_any
from kans.foundation.text import formats
from kans.lists.bulk.declared import BULK, BulkVerb
from kans.lists.bulk.jobs import leave_to_the_worker
from kans.lists.bulk.judging import Outcome, outcome_of
from kans.lists.bulk.running import AT_ONCE, Report, run_at_once
from kans.lists.bulk.selection import Selection, SelectionChanged
from kans.web.dialogs import show_dialog
from kans.web.form_fields import NumberEntryField
from kans.web.forms import ActionForm, ConfirmForm, as_typed
from kans.web.pages import done, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from kans.lists.bulk.declared import Bulk
    from kans.lists.frame.listed import ListPage
    from kans.web.pages import PageRequest

SHOW = "show"  # posted to see the dialog again, and not by OK
COUNTED = "counted"  # the fingerprint of what was counted
TYPED = "typed_count"
FEW = 20  # so many rows may go without typing how many they are
UNTICK = "kans:untick"  # the rows are done with
TEMPLATE, REPORT = "frames/bulk.html", "frames/bulk_report.html"


class CountMistyped(DomainError):
    field = TYPED
    message = _("Type %(count)s, the number of rows that this is done to.")


def asked_in_bulk(request: PageRequest) -> bool:
    """Whether the address of a list asks for a verb on its rows."""
    return BULK in request.GET


def show_bulk(
    request: PageRequest, shown: ListPage, listed: QuerySet[Any]
) -> HttpResponse:
    """Ask for the verb's arguments and show what it would do; on OK do it."""
    bulk = shown.frame.bulk
    verb = bulk.verb(request.GET[BULK]) if bulk else None
    if bulk is None or verb is None:
        raise Http404
    who_acts().must_hold(verb.permission)
    selection = Selection.of(
        request.POST, shown.frame, listed=listed, passing=shown.filtered.rows
    )
    return BulkDialog(request, shown, bulk, verb, selection).respond()


class BulkDialog:
    """The dialog of one verb on one selection."""

    def __init__(
        self,
        request: PageRequest,
        shown: ListPage,
        bulk: Bulk,
        verb: BulkVerb,
        selection: Selection,
    ) -> None:
        self.request, self.shown = request, shown
        self.bulk, self.verb, self.selection = bulk, verb, selection
        self.back = shown.request.path + shown.state.address(selected="")

    def respond(self) -> HttpResponse:
        if refusals := self.selection.refusals:
            return self._show_refused(refusals)
        form = self._form()
        outcome = self._outcome(form) if self._must_count(form) else None
        if outcome and self._asks_for_count(outcome):
            form.fields[TYPED] = _count_field(outcome)
        if form.can_be_judged():
            with form.refusals():
                given = form.arguments()
                typed = given.pop(TYPED, None)
                if form.unread or None in given.values():
                    outcome = outcome or self._outcome(form)
                refuse_if_any(self._in_the_way(typed, outcome))
                if not form.unread:
                    return self._perform(given)
        return self._show(form, outcome or self._outcome(form))

    # What is asked ------------------------------------------------------------

    def _form(self) -> ActionForm:
        """Bound when OK was pressed; else with what was typed so far, or nothing."""
        sent, form = self.request.POST, self.verb.form
        if self.request.method != "POST" or sent.get(SHOW) == "dialog":
            return form()
        if SHOW in sent:
            typed = {**as_typed(form, sent), TYPED: sent.get(TYPED, "")}
            return form(initial=typed)
        return form(sent)

    def _must_count(self, form: ActionForm) -> bool:
        return self.verb.danger or not form.is_bound

    def _outcome(self, form: ActionForm) -> Outcome:
        arguments = form.so_far()
        arguments.pop(TYPED, None)
        return outcome_of(self.bulk, self.verb, self.selection.ids, arguments)

    def _asks_for_count(self, outcome: Outcome) -> bool:
        return self.verb.danger and outcome.will > FEW

    def _in_the_way(self, typed: Any, outcome: Outcome | None) -> Iterator[DomainError]:
        """Judge what is asked once for all rows, and whether those are meant."""
        if self.request.POST.get(COUNTED) != self.selection.fingerprint:
            yield SelectionChanged()
        if outcome and self._asks_for_count(outcome) and typed != outcome.will:
            yield CountMistyped(count=formats.number(outcome.will))
        yield from outcome.missing if outcome else ()

    # What is answered -----------------------------------------------------------

    def _show(self, form: ActionForm, outcome: Outcome) -> HttpResponse:
        return show_dialog(
            self.request,
            form,
            title=self.verb.caption,
            subtitle=self.shown.caption,
            submit=self.verb.submit,
            danger=self.verb.danger,
            complete=True,
            cancel=self.back,
            preview=False,  # it shows its own, of the rows that are counted
            template=TEMPLATE,
            context={
                "verb": self.verb,
                "selection": self.selection,
                "outcome": outcome,
                "asked": [name for name in form.fields if name != TYPED],
            },
        )

    def _show_refused(self, refusals: tuple[DomainError, ...]) -> HttpResponse:
        return show_dialog(
            self.request,
            ConfirmForm(),
            title=self.verb.caption,
            preview=False,
            subtitle=self.shown.caption,
            cancel=self.back,
            verdict=Verdict(self.verb.name, self.verb.caption, refusals),
        )

    def _perform(self, arguments: dict[str, Any]) -> HttpResponse:
        ids = self.selection.ids
        if len(ids) > AT_ONCE:
            return self._leave_to_the_worker(arguments)
        return self._reported(run_at_once(self.bulk, self.verb, ids, arguments))

    def _leave_to_the_worker(self, arguments: dict[str, Any]) -> HttpResponse:
        count = formats.number(len(self.selection.ids))
        list_ = str(self.shown.caption)
        job = leave_to_the_worker(
            self.bulk,
            self.verb,
            self.selection.ids,
            arguments,
            about=_("%(list)s: %(count)s rows") % {"list": list_, "count": count},
            back=self.back,
        )
        response = done(self.request, address("background:job", id=job.pk), go=True)
        response["HX-Trigger"] = UNTICK
        return response

    def _reported(self, report: Report) -> HttpResponse:
        """Say what was done; who refused, and why, stands in a report."""
        tell(self.request, _summary(self.verb, report))
        if report.refused.count:
            response = self._show_report(report)
        elif self.request.htmx:
            response = HttpResponse(status=204)
        else:
            return HttpResponseRedirect(self.back)
        response["HX-Trigger"] = f"{UNTICK}, kans:refresh"
        return response

    def _show_report(self, report: Report) -> HttpResponse:
        return show_dialog(
            self.request,
            ConfirmForm(),
            title=self.verb.caption,
            subtitle=_summary(self.verb, report),
            cancel=self.back,
            template=REPORT,
            context={"report": report},
        )


def _summary(verb: BulkVerb, report: Report) -> str:
    told = {
        "verb": verb.caption,
        "done": formats.number(report.done),
        "refused": formats.number(report.refused.count),
    }
    if report.refused.count:
        return _("%(verb)s: %(done)s done, %(refused)s refused.") % told
    return _("%(verb)s: %(done)s done.") % told


def _count_field(outcome: Outcome) -> NumberEntryField:
    count = formats.number(outcome.will)
    return NumberEntryField(
        label=_("Type %(count)s to confirm") % {"count": count},
        decimal_places=0,
        help_text=_("It is done to that many rows."),
    )
