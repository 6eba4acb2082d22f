"""An edition that the preflight has nothing to say about, for each test to spoil."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from digest.domain.edition import Edition, Pick
from digest.domain.preflight.preflight_rules import look
from digest.domain.preflight.remark import Checked
from tests.builders import MONTH, NOW, a_pick

COMMENT = "Kluge Übersicht: Elf Redaktionen erzählen, womit man ihnen wirklich hilft und womit bitte nicht."


def good_pick(number: int, **fields: Any) -> Pick:
    """A pick that no rule minds."""
    own = COMMENT if number == 1 else f"{COMMENT[:-1]}, die Nummer {number}."
    given = {"comment": own, "source": f"Blog {number}", "language": "de", "published": NOW}
    return a_pick(number, **(given | fields))


def good(*picks: Pick, **fields: Any) -> Checked:
    """Two picks (or those given) under both standing categories, as many as wanted."""
    chosen = picks or (good_pick(1), good_pick(2, category="Krise"))
    given: dict[str, Any] = {
        "edition": Edition(MONTH, intro="Ein kurzer Monat."),
        "picks": chosen,
        "language": "de",
        "target": len(chosen),
        "standing": tuple(dict.fromkeys(pick.category for pick in chosen)),
    }
    return Checked(**(given | fields))


def spoiled(checked: Checked, **fields: Any) -> Checked:
    """The edition with fields of its first pick changed."""
    return replace(checked, picks=(replace(checked.picks[0], **fields), *checked.picks[1:]))


def rules_of(checked: Checked, silenced: Mapping[str, str] | None = None) -> list[str]:
    """The ids of the rules that speak, each once, errors first."""
    return list(dict.fromkeys(remark.rule for remark in look(checked, silenced or {})))
