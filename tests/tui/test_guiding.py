"""The hints that lead a newcomer through the demo."""

from __future__ import annotations

import pytest

from digest.tui.shell.guiding import EditionProgress, edition_hint, form_hint, inbox_hint


@pytest.mark.parametrize(
    ("state", "writing", "silent_here", "exported", "words"),
    [
        (EditionProgress(4, 0, 0), False, False, False, "4 picks to go"),
        (EditionProgress(3, 1, 1), False, True, False, "Now c"),
        (EditionProgress(3, 1, 1), True, True, False, "Esc when you are done"),
        (EditionProgress(1, 0, 0), False, False, False, "One pick to go"),
        (EditionProgress(0, 0, 1), False, False, False, "v shows the edition"),
        (EditionProgress(0, 0, 0), False, False, True, "whole month"),
        (EditionProgress(4, 1, 1, closed=True), False, True, False, "closed: v shows it"),
    ],
)
def test_the_inbox_says_what_comes_next(
    state: EditionProgress, writing: bool, silent_here: bool, exported: bool, words: str
) -> None:
    assert words in str(inbox_hint(state, writing=writing, silent_here=silent_here, exported=exported))


@pytest.mark.parametrize(
    ("state", "exported", "words"),
    [
        (EditionProgress(0, 1, 2), False, "finds 2 errors"),
        (EditionProgress(2, 0, 0), False, "2 picks are missing"),
        (EditionProgress(0, 0, 0), False, "X exports"),
        (EditionProgress(0, 0, 0), True, "Done"),
        (EditionProgress(4, 0, 1, closed=True), False, "closed: X exports it"),
        (EditionProgress(4, 0, 1, closed=True), True, "Done"),
    ],
)
def test_the_edition_says_what_comes_next(state: EditionProgress, exported: bool, words: str) -> None:
    assert words in str(edition_hint(state, exported=exported))


def test_a_form_of_one_field_is_not_told_of_the_next_one() -> None:
    assert "Tab goes to the next field" in str(form_hint(many=True))
    assert "Tab" not in str(form_hint(many=False))
