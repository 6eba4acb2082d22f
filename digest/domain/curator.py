"""Curators: who picks and writes, and the initials shown in lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from digest.domain.text import fold, lazy_pattern, one_line

#: Characters of a name, and of initials, that are kept.
LONGEST_NAME = 80
LONGEST_INITIALS = 4

# "Fuchs-Meier" is one name with two words, and so is "dora.fuchs", which many systems have for a log-in.
_BETWEEN = lazy_pattern(r"[\s._\-\u2010\u2011/]+")


@dataclass(frozen=True, slots=True)
class Curator:
    """A person who picks and writes, identified by name; `initials` are her own, or empty."""

    name: str
    initials: str = ""
    since: datetime | None = None


def curator_of(name: str, initials: str = "") -> Curator:
    """A curator of a name: one line, at most `LONGEST_NAME` characters."""
    return Curator(one_line(name, LONGEST_NAME), one_line(initials, LONGEST_INITIALS + 1)[:LONGEST_INITIALS])


def same_curator(one: str, other: str) -> bool:
    """True if both names are one person's: case, spaces and letters' forms do not count."""
    return fold(one) == fold(other)


def shown_initials(curators: Iterable[Curator]) -> Mapping[str, str]:
    """By name the initials shown, no two alike; `curators` in order of first appearance."""
    known: dict[str, Curator] = {}
    for curator in curators:
        known.setdefault(fold(curator.name), curator)
    taken: set[str] = set()
    found: dict[str, str] = {}
    for curator in sorted(known.values(), key=lambda one: not one.initials):  # stable
        wanted = _numbered(curator.initials) if curator.initials else _derived(curator.name)
        found[curator.name] = free = next(one for one in wanted if fold(one) not in taken)
        taken.add(fold(free))
    return {curator.name: found[curator.name] for curator in known.values()}


def _derived(name: str) -> Iterator[str]:
    """Initials of a name, the best first: DF, DFu, DFuc, then DF2, DF3 …"""
    words = [letters for word in _BETWEEN.split(name) if (letters := "".join(filter(str.isalnum, word)))]
    if not words:
        yield from _numbered("?")
    first, last = words[0], words[-1]
    shortest = (first[0] + last[0] if len(words) > 1 else first[:2]).upper()[:2]
    yield shortest
    longer = last[1:] if len(words) > 1 else first[2:]
    for length in range(1, LONGEST_INITIALS - len(shortest) + 1):
        if length <= len(longer):
            yield shortest + longer[:length].lower()
    yield from (f"{shortest}{number}" for number in count(2))


def _numbered(initials: str) -> Iterator[str]:
    yield initials
    yield from (f"{initials}{number}" for number in count(2))


def record_of(curator: Curator, known: Curator | None, now: datetime) -> Curator | None:
    """The record of somebody who has just acted; None if it exists, or nobody is known."""
    if not curator.name:
        return None
    wanted = replace(curator, since=known.since if known and known.since else now)
    return None if wanted == known else wanted


def appearing(recorded: Iterable[Curator], named: Iterable[str]) -> list[Curator]:
    """Everybody once: recorded ones by first time, then names only found in picks."""
    found: dict[str, Curator] = {}
    for curator in sorted(recorded, key=lambda one: (one.since.timestamp() if one.since else 0.0, one.name)):
        found.setdefault(fold(curator.name), curator)
    for name in sorted({*named}):
        if fold(name) not in found and (made := curator_of(name)).name:
            found.setdefault(fold(made.name), made)
    return [*found.values()]
