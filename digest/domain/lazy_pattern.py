"""Regular expressions compiled at first use, so that no start waits for them."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _LazyPattern:
    """A compiled pattern's stand-in; each method is looked up once, then an attribute."""

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
