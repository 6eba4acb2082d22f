"""What digest exports it can read again.

An edition goes out in any readable format and comes back the same.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.domain.document import RenderOptions
from digest.domain.edition import Assembled, Edition, Pick, ordered_sections
from digest.export.registry import renderer
from digest.past.reading import read_post
from tests.builders import a_pick

CATEGORIES = ("Strategie", "IK", "Künstliche Intelligenz", "Krise")

_word = st.text("abcdefghijklmnopqrstuvwxyzäöüßABCDEFGÄÖÜ", min_size=2, max_size=12)
_phrase = st.lists(_word, min_size=2, max_size=8).map(" ".join)
_sentence = st.lists(_word, min_size=11, max_size=30).map(lambda words: " ".join(words) + ".")


def assembled(picks: list[Pick], intro: str = "", outro: str = "") -> Assembled:
    edition = Edition("2026-11", intro=intro, outro=outro)
    sections = ordered_sections(edition, picks, ("*",), CATEGORIES)
    return Assembled(edition, "Randnotizen: Lesetipps aus dem November 2026", "de", sections)


def again(edition: Assembled, format_name: str) -> list[tuple[str, str, str, str]]:
    """The picks as they come back."""
    document = renderer(format_name).render(edition, RenderOptions())
    post = read_post(document.name, document.body.decode())
    assert (post.month, post.edition.title) == ("2026-11", edition.title)
    return [(pick.category, pick.title, pick.url, pick.comment) for pick in post.edition.picks]


@pytest.mark.parametrize("format_name", ["text", "markdown", "html", "fragment"])
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.tuples(st.sampled_from(CATEGORIES), _phrase, _sentence), min_size=2, max_size=6))
def test_an_exported_edition_is_read_back(format_name: str, texts: list[tuple[str, str, str]]) -> None:
    picks = [
        a_pick(number, category=category, original_title=title, comment=comment, rank=number)
        for number, (category, title, comment) in enumerate(texts)
    ]
    edition = assembled(picks)
    url = format_name != "text"  # the text form has no addresses
    assert again(edition, format_name) == [
        (pick.category, pick.shown_title, pick.url if url else "", pick.comment) for pick in edition.picks
    ]


@pytest.mark.parametrize("format_name", ["text", "markdown", "html", "fragment"])
@pytest.mark.parametrize("options", [RenderOptions(), RenderOptions(style="B"), RenderOptions(credit=True)])
def test_who_pointed_to_a_page_comes_back(format_name: str, options: RenderOptions) -> None:
    picks = [a_pick(number, comment="Kurz und gut gesagt.", via="Übersee, Blog", source="Presse") for number in (1, 2)]
    document = renderer(format_name).render(assembled(picks), options)
    found = read_post(document.name, document.body.decode()).edition.picks
    assert [(pick.via, pick.comment) for pick in found] == [("Übersee, Blog", "Kurz und gut gesagt.")] * 2


@pytest.mark.parametrize("format_name", ["text", "markdown", "html", "fragment"])
def test_intro_and_outro_come_back_as_well(format_name: str) -> None:
    picks = [a_pick(1, comment="Kurz und gut."), a_pick(2, category="Krise", comment="Lang und besser.")]
    edition = assembled(picks, "Vorweg ein Satz.\n\nUnd ein zweiter.", "Bis bald!")
    document = renderer(format_name).render(edition, RenderOptions())
    post = read_post(document.name, document.body.decode())
    assert (post.edition.intro, post.edition.outro) == (edition.edition.intro, edition.edition.outro)


#: Each entry has an element of its own in these, so that nothing has to be guessed from words.
MARKED = [("html", "A"), ("html", "B"), ("html", "C"), ("html", "D"), ("fragment", "C"), ("markdown", "C")]
TO_READERS = "Danke an die Kollegin für den Hinweis: Das ist euer Text für die nächste Ausgabe!"


@pytest.mark.parametrize(("format_name", "style"), MARKED)
@pytest.mark.parametrize("outro", ["", "Drei Sätze kommen noch, aber kein Gruß."])
def test_paragraphs_at_the_edges_stay_with_their_entries(format_name: str, style: str, outro: str) -> None:
    comments = ["Vorn ein Satz.\n\nDann ein zweiter.", "Kurz und gut.", f"Kurz.\n\nEin Satz mehr.\n\n{TO_READERS}"]
    picks = [
        a_pick(number, comment=comment, category="IK", rank=number, source=f"Blatt {number}")
        for number, comment in enumerate(comments)
    ]
    edition = assembled(picks, "Vorweg ein Satz für alle.", outro)
    document = renderer(format_name).render(edition, RenderOptions(style=style))
    post = read_post(document.name, document.body.decode()).edition
    assert [pick.comment for pick in post.picks] == comments
    assert (post.intro, post.outro) == (edition.edition.intro, outro)


def test_articles_that_hold_whole_posts_are_no_entries() -> None:
    entries = "".join(
        f'<p><b>IK | <a href="https://seite.example/{n}">Titel {n} von drei</a></b></p><p>Lesenswert und kurz.</p>'
        for n in range(3)
    )
    post = f"<article><h1>Lesetipps aus dem November 2026</h1>{entries}<p>Bis zum nächsten Monat!</p></article>"
    other = "<article><h2>Über den Winter</h2><p>Ein Artikel, der von etwas anderem erzählt.</p></article>"
    read = read_post("post.html", f"<html><body><main>{post}{other}</main></body></html>").edition
    assert len(read.picks) == 3
    assert read.picks[-1].comment == "Lesenswert und kurz."
    assert read.outro == "Bis zum nächsten Monat!"
