"""Comments as a card shows them: links, names of colleagues, and what one may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kans.foundation.actors import who_acts
from kans.foundation.comments import comments_on
from kans.foundation.mentions import mentioned_in
from kans.foundation.rules.remarks import Piece, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kans.foundation.models import Comment
    from kans.foundation.records import CompanyRecord


@dataclass(frozen=True)
class Remark:
    """A comment, taken apart to be read."""

    comment: Comment
    pieces: tuple[Piece, ...]

    @property
    def editable(self) -> bool:
        return self.comment.is_own and who_acts().may("foundation.edit_comment")

    @property
    def deletion(self) -> str:
        """The page that deletes it, for who may."""
        if self.comment.is_own and who_acts().may("foundation.delete_comment"):
            return "foundation:delete_comment"
        if who_acts().may("foundation.remove_comment"):
            return "foundation:remove_comment"
        return ""


def remarks_on(record: CompanyRecord) -> list[Remark]:
    return remarks(list(comments_on(record)))


def remarks(comments: Iterable[Comment]) -> list[Remark]:
    some = list(comments)
    mentioned = mentioned_in(some)
    return [
        Remark(each, tuple(pieces_of(each.text, mentioned.get(each.pk, {}))))
        for each in some
    ]
