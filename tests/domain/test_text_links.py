"""Links of a text by number, and a text in its sentences."""

from __future__ import annotations

import pytest

from digest.domain.quotable_sentences import quoted, sentences
from digest.domain.text_links import links_of
from digest.tui.widgets.body_text import text_of
from tests.builders import an_entry

PAGE = "https://blog.example/beitrag"
TEXT = (
    '<p><a href="https://blog.example/bild"><img src="x.png"></a>Wie <a href="https://a.example/1">Anna schreibt</a> '
    'und <a href="https://www.google.com/url?q=https%3A%2F%2Fb.example%2F2%3Futm_source%3Dx&amp;sa=D">Bert</a>, nicht '
    '<a href="https://a.example/1">sie</a>.</p><h2>Teil <a href="https://blog.example/beitrag#teil">#</a></h2>'
    '<p><a href="https://blog.example/beitrag#oben">Nach oben</a> <a href="mailto:x@a.example">Mail</a> '
    '<a href="javascript:alert(1)">Skript</a> <a href="https://c.example/3"><img alt="Grafik"></a></p>'
)


def test_links_have_numbers_in_the_order_of_the_text() -> None:
    assert [(one.number, one.url, one.text) for one in links_of(TEXT, PAGE)] == [
        (1, "https://a.example/1", "Anna schreibt"),
        (2, "https://b.example/2", "Bert"),
        (3, "https://c.example/3", "Grafik"),
    ]


def test_the_reading_pane_has_the_same_numbers_and_the_list_below() -> None:
    shown = text_of(an_entry(1, url=PAGE), TEXT).plain
    assert shown.startswith("Wie Anna schreibt[1] und Bert[2], nicht sie[1].")
    assert shown.endswith("\n\n[1] https://a.example/1\n[2] https://b.example/2\n[3] https://c.example/3")
    assert "(http" not in shown


def test_a_text_without_links_has_no_list() -> None:
    assert text_of(an_entry(1), "<p>Nur Text</p>").plain == "Nur Text"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Eins. Zwei! Drei? Vier", ["Eins.", "Zwei!", "Drei?", "Vier"]),
        ("Er sagte: „Nein.“ Dann ging er.", ["Er sagte: „Nein.“", "Dann ging er."]),
        ("Das gilt z. B. für Dr. Beispiel am 12. Mai. Danach nicht.",
         ["Das gilt z. B. für Dr. Beispiel am 12. Mai.", "Danach nicht."]),
        ("Überschrift\n\nEin  Absatz.\n", ["Überschrift", "Ein Absatz."]),
        ("", []),
        ("…", ["…"]),
    ],
)  # fmt: skip
def test_a_text_falls_into_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_what_is_left_out_of_a_quotation_shows() -> None:
    assert quoted([0, 1, 3], ["A.", "B.", "C.", "D."]) == "A. B. […] D."
