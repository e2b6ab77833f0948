"""What Update Opportunity asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kans.foundation.acting.clock import work_date
from kans.foundation.strings import normalised
from kans.foundation.text import formats
from kans.opportunities.actions.moving import preset_estimate
from kans.opportunities.forms.live import LiveForm
from kans.opportunities.models import OpportunityEntry
from kans.opportunities.queries.differences import percentage
from kans.opportunities.rules.closing import CLOSED
from kans.opportunities.rules.estimates import Estimate, closing_date
from kans.opportunities.rules.moves import (
    LeadsElsewhereNow,
    Move,
    Position,
    StandsThereAlready,
)
from kans.web.form_fields import asked, from_model
from kans.web.forms import RecordForm, as_typed
from kans.web.merging import OPENED, is_as_opened, opened_again

if TYPE_CHECKING:
    from decimal import Decimal

    from django.http import QueryDict

    from kans.opportunities.models import Opportunity, SalesCycleStage


OF_STAGE = ("chances_of_success", "estimated_close_date")  # what a stage presets
PRESET = frozenset({"on", "estimated_value", *OF_STAGE})


class StageField(forms.Field):
    """A stage by its number: offers where a move may lead, and understands them all."""

    widget = forms.Select
    stages: tuple[SalesCycleStage, ...] = ()

    def offer(
        self, stages: tuple[SalesCycleStage, ...], of: tuple[SalesCycleStage, ...]
    ) -> None:
        self.stages = of
        self.widget.choices = [
            (str(stage.number), f"{stage.number} · {stage.description}")
            for stage in stages
        ]

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else str(value)

    def to_python(self, value: Any) -> SalesCycleStage | None:
        if value in (None, ""):
            return None
        found = stage_of(self.stages, value)
        if found is None:
            raise ValidationError(gettext("Choose one of the stages."))
        return found


@dataclass(frozen=True)
class MoveOption:
    """One of the action types: where it leads or, when it is not offered, why not."""

    move: Move
    chosen: bool
    offered: bool
    text: str


class MoveForm(LiveForm, RecordForm):
    only_preset = frozenset({"on"})

    move = forms.TypedChoiceField(
        label=_("Action Type"),
        choices=Move.choices,
        coerce=Move,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an action type.")},
    )
    to = StageField(
        label=_("Sales Cycle Stage"),
        required=False,
    )
    on = asked(from_model(OpportunityEntry, "date_of_change", help_text=""))
    estimated_value = asked(
        from_model(OpportunityEntry, "estimated_value", help_text="")
    )
    chances_of_success = asked(
        from_model(OpportunityEntry, "chances_of_success", help_text="")
    )
    estimated_close_date = asked(
        from_model(OpportunityEntry, "estimated_close_date", help_text="")
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        opportunity: Opportunity,
        typed: QueryDict | None = None,
        asked: str = "",
    ) -> None:
        self.opportunity = opportunity
        self.position = standing(opportunity)
        super().__init__(data, record=opportunity)
        self.initial = (
            self._preset(asked) if typed is None else self._preset_again(typed)
        )
        chosen = a_move(self["move"].value())
        targets = self.position.targets(chosen) if chosen else ()
        self.offer(targets)

    def offer(self, targets: tuple[SalesCycleStage, ...]) -> None:
        field: StageField = self.fields["to"]  # type: ignore[assignment]
        field.offer(targets, self.opportunity.sales_cycle.stages_in_order)

    @property
    def standing(self) -> dict[str, Any]:
        """What would be preset now, for the action and the stage that are chosen."""
        move, on = a_move(self["move"].value()), self._read("on", self["on"].value())
        stage = stage_of(self.position.stages, self["to"].value())
        return {**self._preset_anyway(), **self._preset_move(move, stage, on)}

    def is_merged(self, name: str) -> bool:
        """Action and stage are one's own choice, also where they were preset."""
        return name in PRESET

    def take_theirs(self) -> None:
        """Where a colleague moved it, another action may lead to the stage chosen."""
        move, here = a_move(self["move"].value()), self.position.current
        if move and here:
            self._lead_on(move, here)
        super().take_theirs()

    def _lead_on(self, move: Move, here: SalesCycleStage) -> None:
        """Keep to the stage that was chosen, or else choose nothing."""
        wanted = stage_of(self.position.stages, self["to"].value())
        leading = self.position.still_leading(move, wanted)
        if leading is None:
            leads = LeadsElsewhereNow(stage=here.description, move=move.label)
            self.add_error("move", str(leads))
        elif leading is Move.UPDATE and move is not leading:
            stands = StandsThereAlready(stage=here.description)
            self.add_error("move", str(stands))
        stage = here if leading is Move.UPDATE else wanted
        self._choose(leading, stage if leading else None)

    def _choose(self, move: Move | None, stage: SalesCycleStage | None) -> None:
        to = "" if stage is None else str(stage.number)
        chosen = {"move": move.value if move else "", "to": to}
        for name, value in {**chosen, "preset_for": f"{move}:{to}"}.items():
            self.sent[name] = value
        self.offer(self.position.targets(move) if move else ())

    @property
    def options(self) -> list[MoveOption]:
        """The six action types, as radio buttons."""
        chosen = a_move(self["move"].value())
        return [self._option(move, chosen=move is chosen) for move in Move]

    def of_stage(self, name: str) -> str:
        """What the stage says of an estimate, to be taken at a click (DEF-10)."""
        shown = {"to": self["to"].value(), "on": self["on"].value()}
        value = self._of_stage(shown, name)
        if not value:
            return ""
        return formats.date(value) if isinstance(value, date) else percentage(value)

    def _of_stage(self, given: dict[str, Any], name: str) -> date | Decimal | None:
        stage = stage_of(self.position.stages, given["to"])
        on = self._read("on", given["on"])
        if stage is None:
            return None
        if name == "chances_of_success":
            chances: Decimal = stage.chances_of_success
            return chances
        day = closing_date(stage, on) if on and stage.date_formula else None
        return day if day and day >= on else None

    def arguments(self) -> dict[str, Any]:
        return with_estimate(super().arguments())

    def stand_in(self, name: str) -> Any:
        return self.position.preferred if name == "move" else super().stand_in(name)

    def planned(self) -> dict[str, Any]:
        """The move as it would be made now, as far as it can be read."""
        found = self.so_far()
        del found["preset_for"], found["version"], found["opened"]
        return with_estimate(found)

    def _option(self, move: Move, *, chosen: bool) -> MoveOption:
        targets = self.position.targets(move)
        if not targets:
            text = why_not(self.position, move)
        elif len(targets) == 1:
            text = targets[0].description
        else:
            first, last = targets[0].description, targets[-1].description
            text = gettext("%(first)s to %(last)s") % {"first": first, "last": last}
        return MoveOption(move, chosen, bool(targets), text)

    def _preset(self, asked: str) -> dict[str, Any]:
        """What stands there when the page opens (MOV-7, MOV-8), for a stage asked."""
        move, stage = self._leading_to(asked) or (self.position.preferred, None)
        anyway = self._preset_anyway()
        return {**anyway, **self._preset_move(move, stage, anyway["on"])}

    def _preset_anyway(self) -> dict[str, Any]:
        """What stands there whichever action and stage are chosen."""
        active = self.opportunity.active
        return {
            "version": self.opportunity.version,
            "on": max(work_date(), self.position.since or work_date()),
            "estimated_value": self.opportunity.expected_value if active else None,
        }

    def _leading_to(self, asked: str) -> tuple[Move, SalesCycleStage] | None:
        """The move to a stage that is called so or begins so, or has that number."""
        key = normalised(asked)
        leading = [(m, s) for m in Move for s in self.position.targets(m) if key]
        for is_meant in (_is_called, _begins):
            for move, stage in leading:
                if is_meant(stage, key):
                    return move, stage
        return None

    def _preset_again(self, typed: QueryDict) -> dict[str, Any]:
        """What was typed; what a newly chosen action type or stage presets, renewed."""
        given = as_typed(type(self), typed)
        move, before = a_move(given["move"]), given["preset_for"].partition(":")[0]
        taken = typed.get("show", "")
        if taken in OF_STAGE:
            return {**given, taken: self._of_stage(given, taken)}
        if given["preset_for"] == f"{move}:{given['to']}":
            return given
        same = before == move
        stage = stage_of(self.position.stages, given["to"]) if same else None
        on = self._read("on", given["on"])
        is_own_date = self._is_own_date(given, on)
        presets = self._preset_move(move, stage, on)
        of_stage = {name: presets[name] for name in OF_STAGE if name in presets}
        given[OPENED] = opened_again(self, given[OPENED], of_stage)
        if is_own_date:
            presets["estimated_close_date"] = given["estimated_close_date"]
        return {**given, **presets}

    def _is_own_date(self, given: dict[str, Any], on: date | None) -> bool:
        """Whether the closing date is typed: neither preset nor before the change."""
        typed = self._read("estimated_close_date", given["estimated_close_date"])
        if not typed or (on and typed < on):
            return False
        return not is_as_opened(self, "estimated_close_date", given)

    def _read(self, name: str, value: Any) -> Any:
        """What a field says; nothing when it cannot be read."""
        try:
            return self.fields[name].clean(value)
        except ValidationError:
            return None

    def _preset_move(
        self, move: Move | None, stage: SalesCycleStage | None, on: date | None
    ) -> dict[str, Any]:
        stage = stage or (self.position.preset(move) if move else None)
        if stage is None:
            return {"move": move, "to": None, "preset_for": f"{move}:"}
        estimate = preset_estimate(self.opportunity, stage, on=on)
        return {
            "move": move,
            "to": stage.number,
            "chances_of_success": estimate.chances_of_success,
            "estimated_close_date": estimate.close_date,
            "preset_for": f"{move}:{stage.number}",
        }


def standing(opportunity: Opportunity) -> Position:
    """Its position; of a closed one nowhere, from where no move is offered."""
    if opportunity.status in CLOSED:
        return Position(stages=())
    return opportunity.position()


def why_not(position: Position, move: Move) -> str:
    """Why an action type is not offered, in few words."""
    if not position.stages:
        return ""
    if position.current is None:
        return gettext("Activate the first stage first.")
    match move:
        case Move.FIRST:
            return gettext("It has started already.")
        case Move.NEXT:
            return gettext("This is the last stage.")
        case Move.PREVIOUS | Move.JUMP:
            return gettext("This is the first stage.")
        case Move.SKIP if len(position.ahead) < 2:
            return gettext("There is no stage beyond the next one.")
        case Move.SKIP:
            return gettext("The next stage cannot be skipped.")
        case Move.UPDATE:
            return ""


def with_estimate(given: dict[str, Any]) -> dict[str, Any]:
    """The three estimates of a form as the one that an action takes."""
    estimate = Estimate(
        value=given.pop("estimated_value"),
        chances_of_success=given.pop("chances_of_success"),
        close_date=given.pop("estimated_close_date"),
    )
    return {**given, "estimate": estimate}


def _is_called(stage: SalesCycleStage, key: str) -> bool:
    return key in {normalised(stage.description), str(stage.number)}


def _begins(stage: SalesCycleStage, key: str) -> bool:
    return normalised(stage.description).startswith(key)


def a_move(value: Any) -> Move | None:
    return Move(value) if value in Move.values else None


def stage_of(
    stages: tuple[SalesCycleStage, ...], number: Any
) -> SalesCycleStage | None:
    return next((s for s in stages if str(s.number) == str(number)), None)
