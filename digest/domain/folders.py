"""A feed's folder as one string: names joined with "/", so that every name survives the way there and back.

A "/" inside a name is written `\\/` and a backslash `\\\\`, as shells and regular expressions do it; other
characters stand for themselves. The empty string is no folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_NAME = re.compile(r"(?:[^\\/]|\\.|\\$)+", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def folder_path(names: Iterable[str]) -> str:
    """The names from the outermost folder inwards as one path; empty names are left out."""
    return "/".join(name.replace("\\", "\\\\").replace("/", "\\/") for name in names if name)


def folder_names(path: str) -> tuple[str, ...]:
    """The names that `folder_path` joined; doubled, leading and trailing slashes of a hand-typed path do not count."""
    return tuple(_ESCAPED.sub(r"\1", name) for name in _NAME.findall(path))
