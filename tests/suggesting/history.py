"""An invented curator's two hundred picks.

Half of them posts of the demo, half made from words; with noise.
One pick in twelve stands under a category that nobody would guess, one in six has a title that says nothing, and
general outlets are picked under all categories.
"""

from __future__ import annotations

import random

from digest.demo.content import demo_feeds
from digest.domain.suggestion import Example, Features

PICKS = 200
_AI = "Künstliche Intelligenz"
CATEGORIES = ("Strategie", "Medienarbeit", "IK", "Krise", _AI)
_SHARES = (5, 5, 4, 4, 2)

_NOUNS = {
    "Strategie": "Positionierung Zielgruppe Leitbild Markenkern Kampagne Budget Kanalmix Zielbild Planung Evaluation "
    "Kennzahlen Agenturpitch Content-Strategie Mehrwert Redaktionsplan Stakeholder Reputation Themenplanung",
    "Medienarbeit": "Pressemitteilung Verteiler Redaktion Journalistin Interview Sperrfrist Pressefoto Nachfassen "
    "Lokalzeitung Exklusivgeschichte Pressekonferenz Hintergrundgespräch Zitat Autorisierung Newsroom Presseanfrage",
    "IK": "Intranet Belegschaft Führungskraft Betriebsrat Townhall Mitarbeiterzeitung Schichtplan Flurfunk Onboarding "
    "Wandel Mitarbeiter-App Betriebsversammlung Dialogformat Abteilung Wertschätzung Standort",
    "Krise": "Rückruf Shitstorm Entschuldigung Krisenstab Cyberangriff Darksite Störfall Gerücht Ernstfall Skandal "
    "Schadensbegrenzung Notfallplan Vorwurf Ermittlung Produktwarnung Streik",
    _AI: "Chatbot Sprachmodell Prompt Deepfake Algorithmus Kennzeichnung Automatisierung Antwortmaschine Textgenerator "
    "Trainingsdaten Assistent Halluzination",
}
_PLAIN = "Praxis Alltag Team Frage Jahr Beispiel Erfahrung Blick Zahlen Werkstatt Gespräch Woche Menschen Arbeit Ideen"
_TITLES = (
    "{0}: was wirklich hilft", "Fünf Fragen an die {0}", "Warum {0} und {1} zusammengehören", "{0} ohne {2}",
    "Wenn {0} auf {2} trifft", "{0} im {2}: ein Erfahrungsbericht", "Das Ende der {0}?", "{2} mit {0}",
)  # fmt: skip
_EMPTY_TITLES = (
    "Fundstück der {2}",
    "Was wir diese {2} gelernt haben",
    "Ein {2} und seine Folgen",
    "Gelesen, gelacht, {2}",
)
_TEXTS = (
    "Wer an {0} denkt, vergisst oft {1}. Ein Beitrag aus der {2}.", "Über {0} und den Rest vom {2}.",
    "{2}, {2} und {1}.",
)  # fmt: skip
_COMMENTS = ("Sehr lesenswert zu {0}.", "Kluge Gedanken aus dem {2}.", "{1} einmal anders gesehen, bitte weitersagen.")
_GENERAL = ("Branchenbote", "Medienschau", "Kommunikationsblatt", "Der Überblick")


def history(seed: int = 7) -> tuple[list[Example], list[str]]:
    """The picks in their order, with the preset of the feed that each came from, or ""."""
    chance = random.Random(seed)
    picks = [*_of_the_demo(chance), *(_made(chance) for _ in range(PICKS))][:PICKS]
    chance.shuffle(picks)
    return [pick for pick, _ in picks], [preset for _, preset in picks]


def _of_the_demo(chance: random.Random) -> list[tuple[Example, str]]:
    found = []
    for feed in demo_feeds():
        for entry in feed.entries:
            category = _AI if feed.slug == "promptgeber" else feed.folder
            features = Features(entry.title, entry.teaser, feed.title, entry.tags)
            found.append((Example(features, _perhaps_wrong(category, chance)), feed.folder))
    return found


def _made(chance: random.Random) -> tuple[Example, str]:
    category = chance.choices(CATEGORIES, _SHARES)[0]
    general = chance.random() < 0.5
    feed = chance.choice(_GENERAL) if general else f"{category}-Blog {chance.randint(1, 3)}"
    titles = _EMPTY_TITLES if chance.random() < 1 / 6 else _TITLES
    features = Features(_filled(titles, category, chance), _filled(_TEXTS, category, chance), feed)
    comment = _filled(_COMMENTS, category, chance)
    return Example(features, _perhaps_wrong(category, chance), comment), "" if general else category


def _filled(templates: tuple[str, ...], category: str, chance: random.Random) -> str:
    """A template with words of the category; one word in five is another category's."""

    def noun() -> str:
        own = category if chance.random() < 0.8 else chance.choice(CATEGORIES)
        return chance.choice(_NOUNS[own].split())

    return chance.choice(templates).format(noun(), noun(), chance.choice(_PLAIN.split()))


def _perhaps_wrong(category: str, chance: random.Random) -> str:
    return chance.choice(CATEGORIES) if chance.random() < 1 / 12 else category
