"""Opportunities out of a file: new ones with their history, known ones edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kans.foundation.actions.action import for_each
from kans.imports.actions import Seen, import_opportunities
from kans.imports.known import changed, known_among, snapshot
from kans.imports.rows import References, RowReader
from kans.opportunities.actions import edit_opportunity
from kans.opportunities.models import Opportunity, Priority, SalesCycle
from kans.team.models import Salesperson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kans.imports.outcomes import Outcomes
    from kans.imports.rows import NumberedRow
    from kans.imports.rules.mapping import ColumnMapping
    from kans.imports.rules.whole_file import WholeFile

# Stage, value and dates belong to the process of an opportunity: it is moved, not
# edited.
EDITED = ("description", "contact", "salesperson", "sales_cycle", "priority")


class OpportunityRows:
    """Loads rows of opportunities, with one look at what they refer to."""

    def __init__(
        self, mapping: ColumnMapping, file: WholeFile, *, update: bool = False
    ) -> None:
        self.references = References(mapping, file)
        self.update = update
        self._seen: Seen = set()

    def load(self, rows: Sequence[NumberedRow]) -> Outcomes:
        """Create the new ones of a chunk; edit the known ones, or leave them."""
        known = self._known(rows) if self.update else {}
        new = [row for row in rows if row.line not in known]
        outcomes = import_opportunities(new, self.references, seen=self._seen)
        old = [row for row in rows if row.line in known]
        if not old:
            return outcomes
        self.references.know(old)

        def edit(row: NumberedRow) -> None:
            record = known[row.line]
            before = snapshot(record, EDITED)
            edited = edit_opportunity(record, **self._changes(row))
            outcomes.edited(
                changed(row.line, str(record), before, snapshot(edited, EDITED))
            )

        for refused in for_each(edit_opportunity.__name__, edit, old):
            for each in refused:
                outcomes.refuse(each.row.line, each.error)
        return outcomes

    def _known(self, rows: Sequence[NumberedRow]) -> dict[int, Opportunity]:
        found = Opportunity.objects.select_related(
            "contact", "salesperson", "sales_cycle"
        )
        return known_among(found, rows, by="number")

    def _changes(self, row: NumberedRow) -> dict[str, Any]:
        """What the row tells of those fields; what it leaves blank stays."""
        refs = self.references
        reader = RowReader(row.fields, refs.mapping.language, [])
        told = {
            "description": reader.text("description", most=100),
            "contact": refs.contact(reader) if reader.text("contact") else None,
            "salesperson": reader.found("salesperson", refs.salespeople, Salesperson),
            "sales_cycle": reader.found("sales_cycle", refs.cycles, SalesCycle),
            "priority": reader.choice("priority", Priority),
        }
        reader.must_be_read()
        return {name: value for name, value in told.items() if value}
