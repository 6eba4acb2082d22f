"""Invented feeds of realistic sizes: a number and round always give the same bytes.

Sizes are drawn from a long-tailed distribution like that of real subscriptions (log-normal: median 36 KB, mean 57 KB,
9 of 10 under 125 KB, the largest 600 KB): mostly RSS 2.0, a third Atom, a tenth RDF; most have 10 to 20 entries, whose
full texts stand in CDATA sections in RSS and escaped in Atom. In each round after the first a twentieth of the feeds
has one or two entries more.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from xml.sax.saxutils import escape

_START = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
_SYLLABLES = "ber|kom|mu|ni|ka|ti|on|pres|se|text|ar|beit|lin|gu|is|tik|ver|trau|en|fol|ge|wort|bild|fra|mei".split("|")  # noqa: SIM905
_DICE = random.Random("words")
_VOCABULARY = [
    "".join(_DICE.choices(_SYLLABLES, k=_DICE.randint(1, 4))) + "ü" * (_DICE.random() < 0.1) for _ in range(4000)
]
_FORMATS = ("rss", "rss", "rss", "rss", "rss", "rss", "atom", "atom", "atom", "rdf")
_MOST_ENTRIES = 40
# Bytes: of a feed as a whole, and of what one entry needs beside its full text.
_USUAL_SIZE, _SPREAD, _LARGEST = 39_000, 1.05, 600_000
_FRAME = 950
# Bytes a character of full text, with its tags and addresses.
_MARKUP = 1.45


@dataclass(frozen=True)
class Plan:
    """What a feed is like.

    `latency` in seconds, `bare` without validators, `lengths` of its texts in characters.
    """

    number: int
    format: str
    bare: bool
    latency: float
    lengths: tuple[int, ...]

    @property
    def host(self) -> str:
        """A loopback address of its own; a tenth of the feeds share one, as a house's blogs do."""
        index = self.number - 1 if self.number % 10 == 9 else self.number
        return f"127.1.{index // 250}.{index % 250 + 1}"

    @property
    def path(self) -> str:
        return f"/{self.number}.xml"


@cache
def plan(number: int) -> Plan:
    """Feed `number` of this little web."""
    dice = random.Random(f"plan {number}")
    entries = min(max(round(dice.lognormvariate(2.6, 0.5)), 3), _MOST_ENTRIES)
    size = min(_USUAL_SIZE * dice.lognormvariate(0, _SPREAD), _LARGEST)
    usual = max(size / entries - _FRAME, 120) / _MARKUP
    lengths = tuple(round(usual * dice.lognormvariate(-0.125, 0.5)) for _ in range(entries))
    return Plan(number, _FORMATS[number % 10], number % 7 == 3, dice.uniform(0.020, 0.300), lengths)


def added(number: int, turn: int) -> int:
    """How many entries a feed has got in `turn`: 1 or 2 in every twentieth, else none.

    0 is the first round.
    """
    return 1 + number // 20 % 2 if turn > 0 and (number * 17 + number // 20 * 7 + turn * 11) % 20 == 0 else 0


def entries(number: int, turn: int) -> list[str]:
    """The GUIDs in a feed as of `turn`, newest first, above what was there before."""
    first = [_guid(number, 0, at) for at in range(len(plan(number).lengths))]
    later = [_guid(number, one, at) for one in range(1, turn + 1) for at in range(added(number, one))]
    return later[::-1] + first


def titled_entries(number: int, turn: int) -> list[tuple[str, str]]:
    """GUID and title of each entry as of `turn`: what a program must have kept."""
    return [(guid, _title(guid)) for guid in entries(number, turn)]


def body(number: int, turn: int) -> bytes:
    """The feed as of `turn`."""
    feed = plan(number)
    lengths = dict(zip((_guid(number, 0, at) for at in range(len(feed.lengths))), feed.lengths, strict=True))
    guids = entries(number, turn)
    title = f"Blog {number} – {_words(f'title {number}', 18)}"
    site = f"https://blog{number}.example"
    items = "".join(_item(feed.format, guid, age, lengths.get(guid, 400)) for age, guid in _aged(guids))
    if feed.format == "atom":
        stamp = (_START + timedelta(minutes=len(guids))).isoformat()
        text = (
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>{title}</title><id>{site}/</id>'
            f'<link href="{site}/"/><updated>{stamp}</updated>{items}</feed>'
        )
    elif feed.format == "rdf":
        text = (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
            f'<channel rdf:about="{site}/"><title>{title}</title><link>{site}/</link><description/></channel>'
            f"{items}</rdf:RDF>"
        )
    else:
        text = (
            '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<channel><title>{title}</title><link>{site}/</link><description>Notizen</description>"
            f"<language>de-DE</language>{items}</channel></rss>"
        )
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'.encode()


def _aged(guids: list[str]) -> list[tuple[int, str]]:
    """Each entry with its age in hours, which stays the same in every turn."""
    return [(len(guids) - 1 - place, guid) for place, guid in enumerate(guids)]


def _guid(number: int, turn: int, at: int) -> str:
    return f"https://blog{number}.example/beitrag/{turn}-{at}"


@cache
def _item(format_: str, guid: str, place: int, length: int) -> str:
    moment = _START - timedelta(days=20) + timedelta(hours=place * 7)
    title = escape(_title(guid))
    teaser = escape(_words(f"teaser {guid}", 250))
    html = _html(guid, length)
    html = escape(html) if format_ == "atom" else f"<![CDATA[{html}]]>"
    if format_ == "atom":
        return (
            f'<entry><title>{title}</title><id>{guid}</id><link href="{guid}"/><updated>{moment.isoformat()}</updated>'
            f"<author><name>Anna Beispiel</name></author><summary>{teaser}</summary>"
            f'<content type="html">{html}</content></entry>'
        )
    extra = f"<dc:creator>Anna Beispiel</dc:creator><content:encoded>{html}</content:encoded>"
    if format_ == "rdf":
        return (
            f'<item rdf:about="{guid}"><title>{title}</title><link>{guid}</link><description>{teaser}</description>'
            f"<dc:date>{moment.isoformat()}</dc:date>{extra}</item>"
        )
    return (
        f"<item><title>{title}</title><link>{guid}</link><guid>{guid}</guid><description>{teaser}</description>"
        f"<pubDate>{format_datetime(moment)}</pubDate><category>Kommunikation</category>{extra}</item>"
    )


def _title(guid: str) -> str:
    return _words(f"heading {guid}", 55).capitalize()


def _html(guid: str, length: int) -> str:
    """Paragraphs with a link, emphasis and a picture, as blogs write them."""
    paragraphs = []
    left = length
    while left > 0:
        text = _words(f"{guid} {left}", min(left, 420))
        paragraphs.append(f'<p>{text} <a href="{guid}#{left}">{text[:20]}</a> <em>{text[-15:]}</em>.</p>')
        left -= 420
    return f'<figure><img src="{guid}/bild.jpg" alt="" width="640"/></figure>' + "\n".join(paragraphs)


def _words(seed: str, length: int) -> str:
    words = random.Random(seed).choices(_VOCABULARY, k=length // 4 + 2)
    return " ".join(words)[:length].strip()
