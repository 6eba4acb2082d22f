"""Marks that no export understands are told.

Those that it does, and signs of German prose, are not.
"""

from __future__ import annotations

import pytest

from digest.domain.edition import Edition, Pick
from digest.domain.preflight.preflight_rules import look
from digest.domain.preflight.remark import Checked

RULES = {"raw-html", "open-mark", "heading", "image"}


def told(comment: str) -> set[str]:
    pick = Pick("p1", "2026-11", "IK", "Ein Titel", "https://a.example/", "https://a.example/", comment=comment)
    checked = Checked(Edition("2026-11"), (pick,), "de", 1, ())
    return {remark.rule for remark in look(checked, {}) if remark.rule in RULES}


@pytest.mark.parametrize(("comment", "rule"), [
    ("Das ist <b>wichtig</b>.", "raw-html"),
    ('Ein <a href="https://a.example/">Verweis</a>.', "raw-html"),
    ("Ein<br>Umbruch", "raw-html"), ("Ein <br/> Umbruch", "raw-html"), ("Nicht <!-- das", "raw-html"),
    ("Das ist **wichtig, und weiter.", "open-mark"), ("Das ist wichtig** und weiter.", "open-mark"),
    ("Das ist ** wichtig **.", "open-mark"), ("__Betont und Schluss", "open-mark"),
    ("**Eins** und **zwei", "open-mark"), ("**Eins\n\nund zwei**", "open-mark"),
    ("Der Befehl `digest`.", "open-mark"), ("Das ist ~~alt~~ neu.", "open-mark"), ("Text\n\n---\n\nText", "open-mark"),
    ("Text\n===", "open-mark"), ("```\nCode\n```", "open-mark"),
    ("## Zwischentitel\n\nText", "heading"), ("Text\n# Titel", "heading"),
    ("![Bild](https://a.example/x.png)", "image"), ("Hier: ![](https://a.example/x.png)", "image"),
])  # fmt: skip
def test_what_readers_would_see_as_it_stands_is_told(comment: str, rule: str) -> None:
    assert told(comment) == {rule}


@pytest.mark.parametrize("comment", [
    "Leser*innen und **alle** Chef*innen, *Sonder*fall, 3*4, 2**10, Nur bis Freitag*.",
    "__Betont__, _so_ und **„Zitat“**, „**Zitat**“, (**so**), **a**, **b**.",
    "a < b und c > d, 5<6, <3, <https://a.example/a__b**c>, <ich@a.example>, https://a.example/**x",
    "#1 der Charts, #Hashtag, C#, Nr. #5",
    "Toll! [Verweis](https://a.example/x__y) und !wichtig", "\\*\\*so\\*\\* \\`x\\`",
    "Geht`s noch? – ja -- nein - doch", "- eins\n- zwei\n\n1. drei\n2. vier\n\n> Zitat", "*eins\nzwei*", "***beides***",
    "def __init__ und a__b",
])  # fmt: skip
def test_marks_that_mean_something_and_signs_of_prose_are_not(comment: str) -> None:
    assert told(comment) == set()
