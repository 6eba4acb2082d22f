"""Rendered editions as text for a terminal."""

from __future__ import annotations

from html import unescape

import pytest

from digest.domain.document import Document, RenderOptions
from digest.domain.edition import Assembled, Edition, Section
from digest.export.registry import FORMATS, renderer
from digest.tui.widgets.preview_text import places_of, preview_text
from tests.builders import a_pick

HOSTILE = "Böse\x1b[31m \u202etitle [bold]x[/bold] \u200b"
PICKS = (
    a_pick(1, title="Erster & letzter?", comment="Ein *starker* Satz."),
    a_pick(2, title=HOSTILE, comment="Noch einer,\nin zwei Zeilen."),
)
ASSEMBLED = Assembled(Edition("2026-11", intro="Guten Tag."), "Zwei Lesetipps", "de", (Section("Strategie", PICKS),))


def document(name: str) -> Document:
    return renderer(name).render(ASSEMBLED, RenderOptions())


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_of_a_strangers_text_can_act_in_the_terminal(name: str) -> None:
    text = preview_text(document(name), as_page=name == "html").plain
    assert not [char for char in text if char in "\x1b\u202e\u200b\r\t"]
    assert "[bold]x" in unescape(text).replace("\\", ""), "markup is text"


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "json"])
def test_each_pick_is_found_in_its_order(name: str) -> None:
    text = preview_text(document(name), as_page=name == "html").plain
    first, second = places_of(text, PICKS).values()
    assert 0 < first < second < len(text)


def test_a_mail_is_shown_by_its_head_and_its_text_part() -> None:
    text = preview_text(document("email"), as_page=False).plain
    assert "Subject: Zwei Lesetipps" in text
    assert "Guten Tag." in text
    assert "Content-Transfer-Encoding" not in text


def test_a_page_is_shown_as_it_reads() -> None:
    text = preview_text(document("html"), as_page=True).plain
    assert "Erster & letzter?" in text
    assert "<" not in text
    assert "font:" not in text


def test_a_pick_that_cannot_be_found_stands_where_the_one_before_does() -> None:
    assert places_of("Seite 1", [a_pick(1), a_pick(9, title="Fehlt")]) == {"p1": 0, "p9": 0}


def test_signs_written_by_number_are_read_as_signs() -> None:
    pick = a_pick(1, title="Ja | nein", comment="Wer {{ x }} schreibt, meint {% y %}.")
    edition = Assembled(Edition("2026-11"), "Ein Lesetipp", "de", (Section("Strategie", (pick,)),))
    exported = renderer("markdown").render(edition, RenderOptions())
    assert b"&#124;" in exported.body
    text = preview_text(exported, as_page=False).plain
    assert "Strategie | [Ja | nein](" in text
    assert "{{ x }}" in text.replace("\\", "")


def test_a_sign_written_by_number_does_not_act_in_the_terminal() -> None:
    text = preview_text(Document("x.md", "text/markdown", b"a&#27;[31m &#8238;b &#13;c"), as_page=False).plain
    assert not set("\x1b\u202e\r") & set(text)
