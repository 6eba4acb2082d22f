"""One thing, found by an id prefix or a title, or a sentence why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from digest.domain.errors import Ambiguous, NotFound
from digest.domain.message import Message, msg

#: As many ids are named to choose from.
_NAMED = 5


class HasId(Protocol):
    """A thing with an id that can be typed."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=HasId)


def with_id(things: Iterable[T], typed: str, called: Sequence[T] = ()) -> list[T]:
    """The thing of that id, else those that are `called` so, else those whose id begins so.

    What was typed whole comes before a beginning. Ids may also be typed in capitals; blanks fit nothing.
    """
    wanted = typed.strip()
    found = [one for one in things if wanted and one.id.startswith((wanted, wanted.lower()))]
    return [one for one in found if one.id in (wanted, wanted.lower())] or list(called) or found


def only_one(found: Sequence[T], none: NotFound, several: Callable[[int], Message]) -> T:
    """The only thing found. Raises `none` if there is none, Ambiguous with `several` if many."""
    if not found:
        raise none
    if len(found) > 1:
        ids = ", ".join(one.id for one in found[:_NAMED])
        raise Ambiguous(several(len(found)), msg("Write more of the id: {ids}.", ids=ids))
    return found[0]
