"""`digest search` and `digest stats` over editions of several years."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Digest

POSTS = Path(__file__).parents[1] / "past" / "posts"


@pytest.fixture
def remembering(digest: Digest) -> Digest:
    """Two imported editions and a draft."""
    digest.ok("edition", "import", POSTS / "2019-10-gedanken.md", POSTS / "2014-05-lesenswert.html")
    page = ("http://10.0.0.1/x", "-c", "Strategie", "--title", "Über Rückrufe", "--comment", "Ein GROSSER Fall.")
    digest.ok("pick", *page, "--edition", "2019-12", "--author", "Ada Beispiel")
    return digest


def test_own_comments_of_all_years_are_searched_in_any_spelling(remembering: Digest) -> None:
    rows = remembering.ok("search", "rueckruf", "--json").data
    assert [(row["edition"], row["field"]) for row in rows] == [
        ("2019-12", "comment"), ("2019-10", "comment"), ("2019-10", "intro"),
    ]  # fmt: skip
    assert rows[1]["title"] == "Der Rückruf, „rückwärts“ erzählt"
    out = remembering.ok("search", "großer", "fall").out.splitlines()
    assert out[0].startswith("December 2019 · ")
    assert out[0].endswith(" · Strategie | Über Rückrufe")
    assert out[1:] == ["Ein GROSSER Fall."]
    assert "May 2014 · Outro" in remembering.ok("search", "Kommentare").out


def test_what_was_never_written_is_told(remembering: Digest) -> None:
    ran = remembering.ok("search", "Zimtschnecke")
    assert (ran.out, "never wrote" in ran.err) == ("", True)
    assert remembering.ok("search", " ", "--json").data == []
    assert remembering("search").code == 2


def test_figures_are_a_table_a_chart_and_what_is_missing(remembering: Digest) -> None:
    out = remembering.ok("stats").out
    assert "2014-05  5" in out
    assert "Σ        10" in out
    assert "Strategie" in out
    assert "█" in out
    assert "IK has been missing for 2 months." in out
    assert "Medienarbeit was never used." in out
    data = remembering.ok("stats", "--year", "2019", "--json").data
    assert [row["id"] for row in data["editions"]] == ["2019-10", "2019-12"]
    assert data["total"]["categories"] == {"Strategie": 2, "IK": 1, "Krise": 1, "Podcasts": 1}
    assert data["total"]["authors"] == {"Ada Beispiel": 1}
    assert {"category": "IK", "months": 2} in data["missing"]


def test_a_library_without_editions_has_no_figures(digest: Digest) -> None:
    ran = digest.ok("stats")
    assert (ran.out, "no edition" in ran.err) == ("", True)
    assert digest.ok("stats", "--json").data["editions"] == []
