"""The title of an edition follows that of the last closed one unless there is a pattern."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.services.curation.titles import edition_title, pattern_behind


def behind(title: str, **given_values: object) -> str:
    values: dict[str, object] = {"edition_id": "2017-04", "count": 10, "language": "de", "number": 7}
    return pattern_behind(title, **(values | given_values))  # type: ignore[arg-type]


@pytest.mark.parametrize(("title", "given_values", "pattern"), [
    ("Gedanken: 10 Lesetipps aus dem April", {}, "Gedanken: {n} {tipps} aus dem {monat}"),
    ("Gedanken: 10 Lesetipps aus dem April 2017", {}, "Gedanken: {n} {tipps} aus dem {monat} {jahr}"),
    ("1 Lesetipp aus dem Jänner", {"edition_id": "2026-01", "count": 1, "language": "de_AT"},
     "{n} {tipps} aus dem {monat}"),
    ("10 Lese-Tipps im April", {}, "{n} Lese-Tipps im {monat}"),
    ("PR-Wochenrückblick KW 17 – die Höhepunkte", {}, "PR-Wochenrückblick KW {woche} – die Höhepunkte"),
    ("PR-Wochenrückblick KW17", {}, "PR-Wochenrückblick KW{woche}"),
    ("Links 7", {}, "Links {nummer}"),
    ("Nr. 7: 7 Fragen", {}, "Nr. {nummer}: 7 Fragen"),
    ("Aprilwetter: Gedanken im April", {}, "Aprilwetter: Gedanken im {monat}"),
    ("{April} im April", {}, "{{{monat}}} im {monat}"),
    ("10 reading tips from April", {"language": "en"}, "{n} {tipps} from {monat}"),
    ("10 Lesetipps rund um die digitale Gesellschaft", {}, ""),
    ("Strategien in toxischen Zeiten", {}, ""),
    ("7 Fragen", {}, ""),
    ("", {}, ""),
])  # fmt: skip
def test_the_pattern_behind_a_title(title: str, given_values: dict[str, object], pattern: str) -> None:
    assert behind(title, **given_values) == pattern


@given(
    st.text(max_size=60), st.sampled_from(["", "April", "2017", "10 Lesetipps", "KW 17", "Nr. 7"]), st.text(max_size=9)
)
def test_the_pattern_gives_back_the_title_it_was_taken_from(before: str, piece: str, after: str) -> None:
    title = f"{before} {piece} {after}"
    if pattern := behind(title):
        again = edition_title(pattern, edition_id="2017-04", count=10, language="de", series="", topic="", number=7)
        assert again == title
