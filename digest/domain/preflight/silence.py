"""Rules that a curator ignores for one pick, with the reason: "old-entry: a classic"."""

from __future__ import annotations

from digest.domain.edition import Pick
from digest.domain.text import curator_line

#: Characters of a reason that are kept.
LONGEST_REASON = 200


def silenced_rules(pick: Pick) -> dict[str, str]:
    """The ids of the rules that the pick silences, with their reasons; "" for none."""
    return {rule: reason.strip() for rule, _, reason in (one.partition(":") for one in pick.silenced)}


def with_silenced(pick: Pick, rule: str, reason: str = "") -> tuple[str, ...]:
    """The pick's `silenced` with a rule, which is there once; a reason is one line."""
    line = curator_line(reason)[:LONGEST_REASON]
    return (*without_silenced(pick, rule), f"{rule}: {line}" if line else rule)


def without_silenced(pick: Pick, rule: str) -> tuple[str, ...]:
    """The pick's `silenced` without a rule."""
    return tuple(one for one in pick.silenced if one.partition(":")[0] != rule)
