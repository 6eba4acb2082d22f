"""Methods that look once for what others have changed, as one key or one screen does."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from digest.storage.store import Store

P = ParamSpec("P")
T = TypeVar("T")


class _WithStore(Protocol):
    _store: Store


S = TypeVar("S", bound=_WithStore)


def reads_one_state(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Run a method within `Store.moment`."""

    @wraps(method)
    def within(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with self._store.moment():
            return method(self, *args, **kwargs)

    return within
