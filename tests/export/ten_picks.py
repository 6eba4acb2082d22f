"""An invented edition of ten picks, in the shape of the genre.

Authors, blogs and addresses do not exist.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from digest.domain.document import MailSlots
from digest.domain.edition import Assembled, Edition, Frozen, Pick, Section
from digest.export.archive import Series

# category, title, address, source, author, language, comment
_PICKS = (
    (
        "Strategie",
        "Warum ein Ziel kein Kanal ist",
        "https://kanalwechsel.example/ziel-und-kanal/?utm_source=rss&seite=2",
        "Kanalwechsel",
        "Jördis Althaus",
        "de",
        (
            "Wer mit der Frage „Brauchen wir einen Podcast?“ beginnt, hat das Ziel schon übersprungen. Jördis Althaus "
            "dreht die Reihenfolge um: erst Anliegen, dann Publikum, zuletzt das Format. Ein nützliches Gegenmittel "
            "für hektische Planungsrunden."
        ),
    ),
    (
        "Strategie",
        "5. Teil: Kennzahlen, die niemand braucht",
        "https://messbar.example/kennzahlen_teil_5.html",
        "Messbar",
        "Tamme Oltmanns",
        "de",
        (
            "Der fünfte Teil der Reihe räumt mit Reichweiten auf, die nur auf Folien gut aussehen. *Lesenswert* ist "
            "vor allem die Liste am Schluss: sieben Fragen, die jede Zahl bestehen muss, bevor sie ins Blatt darf."
        ),
    ),
    (
        "Medienarbeit",
        "Presseverteiler | Aufräumen in drei Schritten",
        "https://redaktionsbesuch.example/2026/verteiler",
        "Redaktionsbesuch",
        "",
        "de",
        (
            "Wie viele Adressen im Verteiler gehören Menschen, die längst das Ressort gewechselt haben? Die Anleitung "
            "zeigt, wie man in einem Nachmittag Ordnung schafft, und nennt auch das, was man sich sparen kann."
        ),
    ),
    (
        "Medienarbeit",
        "Das Interview ist vorbei – und jetzt?",
        "http://stichwort-presse.example/nach-dem-interview",
        "Stichwort Presse",
        "Henrike Vollmer",
        "de",
        (
            "Freigabe, Zitat, Korrektur: Nach dem Gespräch beginnt oft erst der Ärger. Henrike Vollmer erklärt ruhig "
            "und mit Beispielen, was Redaktionen wirklich zusagen müssen und was reine Gewohnheit ist. Gehört in jede "
            "Vorbereitungsmappe."
        ),
    ),
    (
        "IK",
        "Intranet & Kantine: Wo Nachrichten ankommen",
        "https://werksfunk.example/intranet-und-kantine",
        "Werksfunk",
        "Levin Brandes",
        "de",
        (
            "Eine kleine Befragung in vier Betrieben mit klarem Ergebnis: Der Aushang vor der Kantine schlägt das "
            "Intranet um Längen. Schade nur, dass die Zahl der Befragten am Ende fast verschämt in einer Fußnote steht."
        ),
    ),
    (
        "Newsletter",
        "Betreffzeilen: 40 Zeichen *reichen*",
        "https://postfachfreude.example/a/betreff(zeilen)",
        "Postfachfreude",
        "Mira Köppen",
        "de",
        (
            "Über 300 eigene Aussendungen hat Mira Köppen verglichen. Kurze Betreffzeilen gewinnen, aber nicht immer: "
            "Wer eine vertraute Absenderin hat, darf ausschweifen. Schön, wie offen sie über ihre misslungenen "
            "Versuche schreibt."
        ),
    ),
    (
        "Barrierefreiheit",
        "Alternative text is a headline, too",
        "https://plainwords.example/alt-text",
        "Plain Words",
        "Orla Fenwick",
        "en",
        (
            "Ein Bild ohne Beschreibung ist für viele schlicht nicht da. Der englische Beitrag behandelt den "
            "Alternativtext wie eine Überschrift: ein Gedanke, kein Füllwort, das Wichtigste zuerst. Die Beispiele "
            "lassen sich sofort übertragen."
        ),
    ),
    (
        "Podcast",
        "Zwölf Folgen später",
        "https://hoerprobe.example/zwoelf-folgen-spaeter",
        "Hörprobe",
        "Pelle Sievers",
        "de",
        (
            "Nach einem Jahr Firmenpodcast zieht Pelle Sievers Bilanz und nennt Abrufzahlen, Kosten und Fehler beim "
            "Namen. Zwei Lehren bleiben hängen:\n\n"
            "- Die Gäste sind wichtiger als das Mikrofon.\n"
            "- Ohne feste Sendeplätze bleibt jede Folge ein Einzelstück."
        ),
    ),
    (
        "Künstliche Intelligenz",
        "Der Assistent schreibt <b>immer</b> mit",
        "https://textwerkstatt-nord.example/assistent?id=7&lang=de",
        "Textwerkstatt Nord",
        "Ayla Demirel",
        "de",
        (
            "Was passiert mit dem Ton eines Hauses, wenn alle denselben Schreibassistenten nutzen? Ayla Demirel hat "
            "Pressetexte vor und nach der Einführung nebeneinandergelegt. Das Ergebnis ist weniger dramatisch als "
            "erwartet, aber deutlich eintöniger."
        ),
    ),
    (
        "Krise",
        "Die ersten 60 Minuten gehören dem Telefon",
        "https://lagebesprechung.example/erste-stunde",
        "Lagebesprechung",
        "Konrad Thiessen",
        "de",
        (
            "Kein Entwurf, keine Freigabeschleife: In der ersten Stunde zählt, wer wen anruft. Konrad Thiessen "
            "schildert einen Störfall aus eigener Erfahrung, samt dem Satz, den er heute **nicht** mehr sagen würde."
        ),
    ),
)


def edition() -> Edition:
    return Edition(
        id="2026-04",
        intro="Der April stand im Zeichen des Aufräumens: in Verteilern, Kennzahlen und Köpfen. Zehn Beiträge, die "
        "mir dabei geholfen haben.",
        outro="Ein Fundstück für den Mai? Ich freue mich über Hinweise an "
        "[lesetipps@gedankengang.example](mailto:lesetipps@gedankengang.example).",
        preheader="Von leeren Kennzahlen, vollen Verteilern und der ersten Stunde einer Krise",
    )


def picks() -> tuple[Pick, ...]:
    return tuple(
        Pick(
            id=f"pick{rank}",
            edition_id="2026-04",
            category=category,
            original_title=title,
            url=url,
            canonical_url=url,
            comment=comment,
            source=source,
            author=author,
            language=language,
            published=datetime(2026, 4, 2 + rank, 9, 30, tzinfo=UTC),
            rank=rank,
        )
        for rank, (category, title, url, source, author, language, comment) in enumerate(_PICKS, start=1)
    )


def ten_picks(language: str = "de") -> Assembled:
    return assembled(picks(), edition(), title="Gedankengang: 10 Lesetipps aus dem April", language=language)


def assembled(
    chosen: tuple[Pick, ...], of: Edition, *, title: str = "10 Lesetipps aus dem April", language: str = "de"
) -> Assembled:
    """Sections in the order of the picks, which must stand together by category."""
    categories = dict.fromkeys(pick.category for pick in chosen)
    sections = tuple(
        Section(category, tuple(pick for pick in chosen if pick.category == category)) for category in categories
    )
    return Assembled(of, title, language, sections)


def with_pick(**fields: object) -> Assembled:
    """An edition of one pick with these fields, without intro and outro."""
    return assembled((replace(picks()[0], **fields),), Edition(id="2026-04"))  # type: ignore[arg-type]


def marked_picks() -> Assembled:
    """An English edition of three picks with all that a pick can carry.

    Mark, medium, quotation, no address.
    """
    first, second, third = picks()[:3]
    chosen = (
        replace(first, sponsored=True, medium="Video", quotation="Ein Kanal ist noch kein Gedanke."),
        replace(second, own_post=True, title="Kennzahlen, Teil fünf", language=""),
        replace(
            third, url="mailto:jemand@example.org", quotation="»Wer hier noch steht?«", quotation_source="A. Beispiel"
        ),
    )
    return assembled(chosen, Edition(id="2026-04"), title="3 reading tips from April", language="en")


#: An invented curator's footer of a mail.
SLOTS = MailSlots(
    sender="Jördis Althaus <lesetipps@gedankengang.example>",
    imprint="Jördis Althaus, Beispielweg 1, 12345 Beispielstadt · [Impressum](https://gedankengang.example/impressum)",
    privacy="https://gedankengang.example/datenschutz",
    unsubscribe="{{ UnsubscribeURL }}",
)

SERIES = Series("Gedankengang", "Jördis Althaus", "https://gedankengang.example/lesetipps/")


def three_closed() -> list[Assembled]:
    """Three closed editions over the turn of a year, of which the last is English."""
    editions = []
    for month, day, title, language in (
        ("2025-12", datetime(2026, 1, 2, 8, tzinfo=UTC), "Gedankengang: 2 Lesetipps aus dem Dezember", "de"),
        ("2026-01", datetime(2026, 2, 1, 8, tzinfo=UTC), "Gedankengang: 2 Lesetipps aus dem Januar", "de"),
        ("2026-02", datetime(2026, 3, 4, 8, tzinfo=UTC), "Gedankengang: 2 reading tips from February", "en"),
    ):
        place = 2 * len(editions)
        chosen = picks()[place : place + 2]
        order = tuple(dict.fromkeys(pick.category for pick in chosen))
        closed = replace(edition(), id=month, frozen=Frozen(title, order, 2, language), closed=day)
        editions.append(assembled(chosen, closed, title=title, language=language))
    return editions
