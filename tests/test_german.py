"""The German texts speak with one voice.

One word for one thing, remedies in the infinitive, German typography.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.catalogue import committed

#: What is not said → what is said instead.
WORDS = {
    r"Anriss|Anreißer": "Teaser",
    r"Rahmentext|Schlusstext|Vortext": "Intro, Outro",
    r"[Ss]tändige[rn]? Kategorie": "feste Kategorie",
    r"Vorführung": "Demo",
    r"pausiert": "angehalten",
    r"[Aa]bfrag\w*|abgefragt": "Abruf, abrufen",
    r"stumm geschaltet|stumm zu schalten": "stummgeschaltet",
    r"von selbst": "automatisch",
    r"hereinlassen|hereingelassen|hineinlassen": "zulassen",
    r"E-Mail": "Mail",
    r"Befinden": "Zustand",
}


def german() -> Iterator[tuple[str, str]]:
    """Each German text with the English it translates."""
    for message in committed():
        if message.id:
            english = message.id if isinstance(message.id, str) else message.id[0]
            for text in (message.string,) if isinstance(message.string, str) else message.string:
                yield english, text


TEXTS = list(german())


@pytest.mark.parametrize("pattern", list(WORDS))
def test_one_word_for_one_thing(pattern: str) -> None:
    found = [text for _, text in TEXTS if re.search(rf"\b(?:{pattern})\b", text)]
    assert not found, f"say {WORDS[pattern]}"


def test_remedies_and_help_are_infinitives() -> None:
    """No "Nennen Sie …", and no help text that begins with a verb in the third person."""
    asks = re.compile(r"(?:^|[.;:,!] )(?!Meinten|Haben|Sind|Wollen|Sollen)[A-ZÄÖÜa-zäöü]\w*(?:en|ern|eln) Sie\b")
    third = re.compile(r"^(?:Sagt|Öffnet|Holt|Fragt|Schlägt|Liest|Schreibt|Zeigt|Durchsucht|Macht|Nimmt|Prüft)\b")
    assert [text for _, text in TEXTS if asks.search(text) or third.search(text)] == []


def test_nobody_is_called_du() -> None:
    about = [text for _, text in TEXTS if re.search(r"\b(?:[Dd]u|[Dd]ein\w*|[Dd]ir|[Dd]ich)\b", text)]
    assert all("Sie" in text for text in about), "only the check of mixed forms may name both"


def test_typography_is_german() -> None:
    wrong = re.compile(r"[“”](?=\w)|\w\"\w|\.\.\.(?!\])|(?<=\w) - (?!für|liest)(?=\w)")
    assert [text for english, text in TEXTS if wrong.search(text) and '"' not in english] == []


def test_no_english_is_left() -> None:
    """But for what stands in quotation marks: the names of an English program's pages."""
    words = re.compile(r"\b(?:the|and|of|with|not|file|cannot|is|are|No such)\b")
    ours = re.compile(r"\{[^}]*\}|„[^“]*“")
    assert [text for english, text in TEXTS if text != english and words.search(ours.sub("", text))] == []
