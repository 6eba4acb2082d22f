"""An edition as a file and back.

What was not edited comes back as it was, and nothing is guessed.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.edition import Section
from digest.domain.editionfile import fingerprint, pick_print, read, write
from digest.domain.text import curator_line, curator_text
from tests.builders import MONTH, a_pick

_evil = st.sampled_from(
    ["# x", "## x", "### x {p1 aaaaaa}", "---", "\\# y", "\\\\---", "<!-- x", "", "#", "###", "-----"]
)
_text = st.lists(st.one_of(st.text(max_size=30), _evil), max_size=6).map(lambda lines: curator_text("\n".join(lines)))
_line = st.one_of(st.text(max_size=40), st.sampled_from(["{p1 aaaaaa}", "# x", "a # b", "x {y}"])).map(curator_line)
_label = _line.filter(lambda label: bool(label) and label == " ".join(label.split()))


@given(_line, _text, _text, st.lists(st.tuples(_line, _text), max_size=4), _label)
def test_what_is_not_edited_comes_back_as_it_was(
    title: str, intro: str, outro: str, picks: list[tuple[str, str]], label: str
) -> None:
    made = [
        a_pick(number, category=label, original_title=name or "T", comment=comment)
        for number, (name, comment) in enumerate(picks)
    ]
    file = read(write(MONTH, title, intro, outro, [Section(label, tuple(made))] if made else [], ["Hilfe"]))
    assert file.misread == ()
    assert (file.month, file.title, file.intro, file.outro) == (MONTH, title, intro, outro)
    labels = [label] if made else []
    assert file.base == {
        "title": fingerprint(title), "intro": fingerprint(intro), "outro": fingerprint(outro),
        "order": fingerprint(*labels),
    }  # fmt: skip
    assert file.base_ids == tuple(pick.id for pick in made)
    assert [(pick.id, pick.title, pick.category, pick.comment) for pick in file.picks] == [
        (pick.id, pick.shown_title, label, pick.comment) for pick in made
    ]
    assert [pick.base for pick in file.picks] == [pick.print for pick in file.picks] == list(map(pick_print, made))


GOOD = write(
    MONTH,
    "Titel",
    "Vorweg",
    "Zum Schluss",
    [Section("IK", (a_pick(1, comment="Eins"),)), Section("Krise", (a_pick(2, comment="Zwei"),))],
    [],
)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("<!-- digest 2026-11", "<!-- digest", 1),
        ("# Titel", "Titel", 3),
        ("## IK", "## IK\n\nein verirrter Satz", 9),
        ("### Seite 2", "### Eine neue Seite\n\nText\n\n### Seite 2", 15),
        ("## Krise", "# Krise", 13),
        ("\n---\n", "\n", 20),
        ("## Krise", "### Seite 1 {p1 aaaaaa}\n\n## Krise", 13),
        ("## IK\n", "", 8),
        ("Zum Schluss", "Zum Schluss\n\n### Seite 1 {p1 aaaaaa}", 23),
        ("Eins", "Eins\n---\nNoch etwas", 17),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_line(old: str, new: str, line: int) -> None:
    assert old in GOOD
    misread = read(GOOD.replace(old, new, 1)).misread
    assert line in [miss.line for miss in misread]


@given(st.text(max_size=300))
def test_no_file_whatever_breaks_the_reader(text: str) -> None:
    assert read(text).misread


def test_a_pick_moves_to_another_category_with_its_block() -> None:
    block = GOOD[GOOD.index("### Seite 1") : GOOD.index("## Krise")]
    moved = read(GOOD.replace(block, "", 1).replace("---", block + "---", 1))
    assert moved.misread == ()
    assert [(pick.id, pick.category) for pick in moved.picks] == [("p2", "Krise"), ("p1", "Krise")]
