"""Words in filters that stand for somebody or something, such as %me (FLT-2).

An area says what a word stands for; the values are asked for when a filter has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_meanings: dict[str, Callable[[], tuple[str, ...]]] = {}


def stands_for(*words: str) -> Callable[[Callable[[], tuple[str, ...]]], None]:
    """Let a function say what words in filters stand for now; it may refuse."""

    def declare(meaning: Callable[[], tuple[str, ...]]) -> None:
        for word in words:
            _meanings[word] = meaning

    return declare


class Tokens(Mapping[str, tuple[str, ...]]):
    """The words, each with its values at this moment."""

    def __getitem__(self, word: str) -> tuple[str, ...]:
        return _meanings[word]()

    def __contains__(self, word: object) -> bool:
        return word in _meanings  # without asking what it stands for

    def __iter__(self) -> Iterator[str]:
        return iter(_meanings)

    def __len__(self) -> int:
        return len(_meanings)


TOKENS = Tokens()
