"""Regular expressions that are compiled when they are first used: a start waits for none of them."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _LazyPattern:
    """Stands in for a compiled pattern; each method is looked up once and found in the instance from then on."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags
        self._compiled: re.Pattern[Any] | None = None

    def __getattr__(self, name: str) -> object:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._flags)
        found: object = getattr(self._compiled, name)
        setattr(self, name, found)
        return found


def lazy_pattern(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, but compiled by the first use; asking for its `pattern` is none."""
    return cast("re.Pattern[AnyStr]", _LazyPattern(pattern, flags))
