r"""A feed's folder as one string: names joined with "/", any name restored by splitting.

A "/" inside a name is written `\/` and a backslash `\\`, as shells and regular expressions do it; other
characters stand for themselves. The empty string is no folder.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from digest.domain.text import curator_line, fold, sort_key

#: Folders inside folders: as many as are kept of a path.
DEEPEST_FOLDER = 20

_FOLDER_FIRST, _FEED_LATER = 0, 1


def folder_path(names: Iterable[str]) -> str:
    """The names from the outermost folder inwards as one path; empty names are left out."""
    return "/".join(name.replace("\\", "\\\\").replace("/", "\\/") for name in names if name)


@lru_cache(maxsize=4096)
def folder_names(path: str) -> tuple[str, ...]:
    """The names joined by `folder_path`; superfluous slashes of typed paths do not count."""
    if "\\" not in path:
        return tuple(filter(None, path.split("/")))
    names, name, is_escaped = [], "", False
    for char in path:
        if char == "/" and not is_escaped:
            names.append(name)
            name = ""
        elif char == "\\" and not is_escaped:
            is_escaped = True
        else:
            name += char
            is_escaped = False
    # A backslash that escapes nothing stands for itself.
    return tuple(filter(None, (*names, name + "\\" * is_escaped)))


def tidy_path(typed: str) -> str:
    """A path as stored: each name on one line, trimmed, no deeper than `DEEPEST_FOLDER`."""
    names = (curator_line(name) for name in folder_names(typed))
    return folder_path([name for name in names if name][:DEEPEST_FOLDER])


def is_within(path: str, folder: str) -> bool:
    """True for the folder itself and for all folders inside it; "" is within none."""
    names, outer = folder_names(path), folder_names(folder)
    return bool(outer) and names[: len(outer)] == outer


def moved_path(path: str, folder: str, to: str) -> str:
    """What becomes of a path within `folder` when that is called `to`."""
    return folder_path((*folder_names(to), *folder_names(path)[len(folder_names(folder)) :]))


def same_folder(path: str, known: Iterable[str]) -> str:
    """The known path with the same names in any case, exact spelling first; else `path`."""
    wanted = [fold(name) for name in folder_names(path)]
    found = [one for one in known if [fold(name) for name in folder_names(one)] == wanted]
    return path if path in found or not found else found[0]


@lru_cache(maxsize=1 << 14)
def tree_order(folder: str, title: str) -> tuple[Any, ...]:
    """Sort key of feeds: at each depth folders by name, then feeds by title."""
    names = ((_FOLDER_FIRST, sort_key(name), name) for name in folder_names(folder))
    return (*names, (_FEED_LATER, sort_key(title), title))
