"""Which entries are one page, and which titles tell one story."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import ratio

from digest.domain.duplicates import alike_titles, alike_to, near_equal, same_pages, searches
from digest.domain.entry import Entry
from digest.domain.text import matches
from digest.domain.title_words import title_words
from tests.builders import an_entry, at


def alike(one: str, other: str) -> bool:
    return near_equal(title_words(one), title_words(other), ratio)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("41 Prozent erfahren Neues zuerst aus der Presse", "Studie: 41 Prozent erfahren Neues erst aus der Presse"),
        ("Hintergrundgespräch: drei Regeln und ein Kaffee", "Netzschau: Hintergrundgespräch – drei Regeln, ein Kaffee"),
        ("Der Rückruf der Kirschpralinen bei Nasch & Co", "Rückruf von Kirschpralinen: Nasch & Co"),
        ("Newsroom im Mittelstand: Was Sie wissen müssen", "Newsroom im Mittelstand: Alles, was Sie wissen müssen"),
        ("Ku\u0308nstliche Intelligenz im Newsroom", "KÜNSTLICHE INTELLIGENZ IM NEWSROOM"),
        ("Folgen des Rückrufs für Krisenteams", "Folgen eines Rückrufes für Krisenteams"),
        ("5 Tipps für bessere Pressemitteilungen", "Fünf Tipps für bessere Pressemitteilungen"),
        ("Krisenkommunikation in der Praxis: was zählt | PR-Journal", "Krisenkommunikation in der Praxis: Was zählt"),
        ("Drei Viertel der Deutschen lesen Newsletter – heise online", "Drei Viertel der Deutschen lesen Newsletter"),
        ("Studie: Vertrauen in Medien sinkt weiter", "Vertrauen in Medien sinkt weiter, zeigt eine Studie"),
        ("Laut Studie nutzen 80 % der Firmen soziale Medien", "80 Prozent der Firmen nutzen Social Media"),
        (
            "Umfrage: Jeder Zweite misstraut den Nachrichten im Netz",
            "Jeder Zweite misstraut Nachrichten im Netz – Umfrage",
        ),
        ("Stadtwerke entlassen Sprecherin Petra Ahorn", "Stadtwerke feuern Sprecherin Petra Ahorn"),
        ("Bahn-Chef tritt nach Kritik zurück", "Bahnchef tritt nach Kritik zurück"),
        ("So gelingt interne Kommunikation im Büro", "Wie interne Kommunikation im Büro gelingt"),
        (
            "Wie KI die Arbeit der Pressestellen verändert",
            "Wie Künstliche Intelligenz die Arbeit von Pressestellen verändert",
        ),
        ("Verband warnt: Presse in Europa unter Druck", "Presse in Europa unter Druck: Verband warnt"),
        (
            "Amt verhängt 500 Mio. Euro Strafe gegen Chatdienst",
            "Amt verhängt 500 Millionen Euro Strafe gegen Chatdienst",
        ),
    ],
)
def test_titles_of_one_story_are_alike(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Interne Kommunikation 2026", "Externe Kommunikation 2026"),
        ("Interne Kommunikation 2026", "Interne Kommunikation 2027"),
        ("Digitales Wissen (14): Der Prozess", "Digitales Wissen (15): Der Prozess"),
        ("7 Erfolgsfaktoren einer Social-Business-Strategie", "8 Erfolgsfaktoren einer Social-Business-Strategie"),
        ("Warum Pressestellen twittern sollten", "Warum Pressestellen nicht twittern sollten"),
        ("Jedes zweite Unternehmen hat keine klare Strategie", "Jedes zweite Unternehmen hat eine klare Strategie"),
        ("PR-Agentur Alpha gewinnt Etat der Stadtwerke", "PR-Agentur Beta gewinnt Etat der Stadtwerke"),
        ("Presseschau am Montag", "Presseschau am Dienstag"),
        ("Links der Woche", "Links der Woche"),
        ("Fünf Tipps für bessere Pressemitteilungen", "7 Tipps für bessere Pressemitteilungen"),
        ("Umsatz der Agenturen steigt im dritten Quartal", "Umsatz der Agenturen sinkt im dritten Quartal"),
        ("Verband begrüßt Gesetz zum Schutz von Quellen", "Verband kritisiert Gesetz zum Schutz von Quellen"),
        ("Was Pressestellen von Behörden lernen können", "Was Behörden von Pressestellen lernen können"),
        ("Die Wölfe schlagen die Bären im Halbfinale klar", "Die Bären schlagen die Wölfe im Halbfinale klar"),
        ("Stadtwerke kündigen neue Kampagne an", "Stadtwerke entlassen neue Kampagne"),
        ("Heute im Blick: neue Regeln – Teil eins", "Heute im Blick: neue Regeln – Teil zwei"),
    ],
)
def test_titles_that_differ_in_what_matters_are_not(one: str, other: str) -> None:
    assert not alike(one, other)
    assert not alike(other, one)


@given(st.lists(st.sampled_from("ab"), max_size=8))
def test_one_page_is_shown_once_and_nothing_is_lost(pages: list[str]) -> None:
    entries = [an_entry(number, f"f{number}", url=f"https://s.example/{page}") for number, page in enumerate(pages)]
    groups = same_pages(entries)
    assert [group.shown.canonical_url for group in groups] == list(dict.fromkeys(e.canonical_url for e in entries))
    assert sorted(entry.id for group in groups for entry in group.entries) == sorted(entry.id for entry in entries)


def test_entries_without_an_address_stand_alone() -> None:
    entries = [an_entry(number, url="", canonical_url="") for number in (1, 2)]
    assert len(same_pages(entries)) == 2


def story(number: int, hours: float = 0, title: str = "Drei Regeln für Krisentage", **fields: str) -> Entry:
    return an_entry(number, fields.pop("feed_id", f"f{number}"), title=title, published=at(-60 * hours - 1), **fields)


def test_alike_entries_are_of_two_feeds_two_pages_and_two_days() -> None:
    one, two = story(1), story(2, 47)
    late, own = story(3, 96), story(4, feed_id="f1")
    twin = story(5, url=one.url)
    found = alike_titles([one, two, late, own, twin], ratio)
    assert {entry.id for entry in found[one.id]} == {two.id}
    assert late.id not in found
    assert alike_titles([one, late], ratio) == {}


@given(st.lists(st.lists(st.sampled_from(["Rückruf", "Rückrufs", "Krise", "Presse", "7"]), max_size=5), max_size=7))
def test_every_pair_that_is_near_equal_is_found(titles: list[list[str]]) -> None:
    entries = [story(number, title=" ".join(words)) for number, words in enumerate(titles)]
    expected = {
        (one.id, other.id) for one in entries for other in entries if one != other and alike(one.title, other.title)
    }
    found = alike_titles(entries, ratio)
    assert {(entry_id, other.id) for entry_id, others in found.items() for other in others} == expected


_WORDS = st.sampled_from(
    [
        "Rückruf",
        "Rückrufe",
        "Krise",
        "Krisen",
        "Newsroom",
        "nicht",
        "41",
        "Presse",
        "Studie",
        "Straße",
        "Vertrauen",
        "der",
        "über",
        "KI",
        "fünf",
        "5",
        "sinkt",
        "schrumpft",
        "Prozent",
        "Bahn-Chef",
        "Bahnchef",
        "| Blatt",
    ]
)


@given(st.lists(_WORDS, max_size=6), st.lists(_WORDS, max_size=6))
def test_one_of_the_searches_finds_every_title_that_is_alike(ours: list[str], theirs: list[str]) -> None:
    one, other = " ".join(ours), " ".join(theirs)
    if alike(one, other):
        assert any(matches(words, other) for words in searches(one))
        assert any(matches(words, one) for words in searches(other))


@given(st.lists(st.lists(_WORDS, max_size=6), min_size=1, max_size=6))
def test_one_title_against_all_finds_what_all_against_all_find(titles: list[list[str]]) -> None:
    entries = [story(number, hours=number * 13, title=" ".join(words)) for number, words in enumerate(titles)]
    for entry in entries:
        found = alike_titles(entries, ratio).get(entry.id, ())
        assert {other.id for other in alike_to(entry, entries, ratio)} == {other.id for other in found}
