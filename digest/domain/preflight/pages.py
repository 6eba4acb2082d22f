"""Rules about the picked page: title, address, age, language, earlier editions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from digest.domain.goals import LONG_TITLE
from digest.domain.memory import recollection_words
from digest.domain.message import Message, joined, msg, nmsg
from digest.domain.month import next_month, previous_month
from digest.domain.preflight.remark import Checked, RemarkPlace
from digest.domain.secrets import secrets_in
from digest.domain.text import fold
from digest.domain.url import is_web_address, site_of, without_tracking

#: Hosts that only forward: where a link leads is hidden, and dies with the service.
SHORTENERS = frozenset({
    "bit.ly", "buff.ly", "cutt.ly", "dlvr.it", "goo.gl", "ift.tt", "is.gd", "kurzelinks.de", "lnkd.in", "ow.ly",
    "rb.gy", "rebrand.ly", "shorturl.at", "t.co", "t1p.de", "tiny.cc", "tinyurl.com", "trib.al", "v.gd", "wp.me",
    "youtu.be",
})  # fmt: skip

# Words that only English has, or only German; "in", "so", "war", "die" and their like are both and say nothing.
_ENGLISH_WORDS = (
    "the of and to for with your you how why what when is are this that from on we our not do does can should an it "
    "its at by new will who top best they their than"
)
_GERMAN_WORDS = (
    "der das und von mit für wie warum was wann ist sind dies dass aus auf wir unser nicht kann soll ein eine einen "
    "zum zur im vom den dem des beim über nach bei oder auch ohne mehr neue wer sich ich ihr ihre"
)
_ENGLISH, _GERMAN = frozenset(_ENGLISH_WORDS.split()), frozenset(_GERMAN_WORDS.split())

Found = Iterator[tuple[Message, RemarkPlace]]


def no_title(checked: Checked) -> Found:
    for position, pick in checked.numbered():
        if not pick.shown_title.strip():
            yield msg("Pick {position} has no title.", position=position), RemarkPlace(pick.id, position, "title")


def no_address(checked: Checked) -> Found:
    for position, pick in checked.numbered():
        if not is_web_address(pick.url):
            yield msg("Pick {position} has no address.", position=position), RemarkPlace(pick.id, position, "url")


def title_capitals(checked: Checked) -> Found:
    for position, pick in checked.numbered():
        letters = [char for char in pick.shown_title if char.isalpha()]
        if len(letters) >= 8 and all(char.isupper() for char in letters):
            yield (
                msg("Pick {position}: the title is all capitals.", position=position),
                RemarkPlace(pick.id, position, "title"),
            )


def title_long(checked: Checked) -> Found:
    for position, pick in checked.numbered():
        if (length := len(pick.shown_title)) > LONG_TITLE:
            yield (
                nmsg(
                    "Pick {position}: the title has {n} character.",
                    "Pick {position}: the title has {n} characters.",
                    length,
                    position=position,
                ),
                RemarkPlace(pick.id, position, "title"),
            )


def english_title(checked: Checked) -> Found:
    if _primary(checked.language) == "en":
        return
    for position, pick in checked.numbered():
        if _primary(pick.language) in ("", _primary(checked.language)) and looks_english(pick.shown_title):
            yield (
                msg("Pick {position}: the title looks English, but is not marked so.", position=position),
                RemarkPlace(pick.id, position, "language"),
            )


def looks_english(title: str) -> bool:
    """True if a title has two English function words or more, and no German word or umlaut."""
    folded = fold(title)
    words = [word.strip(".,:;!?()[]“”„\"'") for word in folded.split()]
    if any(char in folded for char in "äöü") or any(word in _GERMAN for word in words):
        return False
    return sum(word in _ENGLISH for word in words) >= 2


def old_entry(checked: Checked) -> Found:
    """Older than three months on the day on which the edition's month ends."""
    month = next_month(checked.edition.id)
    for _ in range(3):
        month = previous_month(month)
    oldest = datetime(int(month[:4]), int(month[5:]), 1, tzinfo=UTC)
    for position, pick in checked.numbered():
        if pick.published and pick.published < oldest:
            yield (
                msg(
                    "Pick {position} is from {day}: older than three months.",
                    position=position,
                    day=pick.published,
                ),
                RemarkPlace(pick.id, position, "url"),
            )


def same_page(checked: Checked) -> Found:
    first: dict[str, int] = {}
    for position, pick in checked.numbered():
        if pick.canonical_url and (other := first.setdefault(pick.canonical_url, position)) != position:
            yield (
                msg("Picks {first} and {position} are the same page.", first=other, position=position),
                RemarkPlace(pick.id, position, "url"),
            )


def earlier_edition(checked: Checked) -> Found:
    for position, pick in checked.numbered():
        for place in checked.earlier.get(pick.id, ()):
            yield (
                msg(
                    "Pick {position}: {recalled}.",
                    position=position,
                    recalled=recollection_words(place, checked.edition.id),
                ),
                RemarkPlace(pick.id, position, "url"),
            )


def plain_http(checked: Checked) -> Found:
    for place in checked.addresses():
        if place.text.lower().startswith("http://"):
            yield _about(
                place, msg("{where} has a link without encryption: {url}", where=_where(place), url=place.text)
            )


def short_link(checked: Checked) -> Found:
    for place in checked.addresses():
        if site_of(place.text) in SHORTENERS:
            yield _about(
                place,
                msg("{where} has a shortened link: {url}; use the page's own.", where=_where(place), url=place.text),
            )


def tracking(checked: Checked) -> Found:
    for place in checked.addresses():
        if without_tracking(place.text) != place.text:
            yield _about(
                place, msg("{where} has a link that tracks readers: {url}", where=_where(place), url=place.text)
            )


def secret_link(checked: Checked) -> Found:
    for place in checked.addresses():
        # The user and password of a pick's own address are taken off by every export.
        names = [name for name in secrets_in(place.text) if name != "@" or place.field != "url"]
        if names:
            told = joined([msg("user name or password") if name == "@" else name for name in names], ", ")
            yield _about(
                place,
                msg(
                    "{where} has a link that carries a secret ({names}), which every reader would get: {url}",
                    where=_where(place), names=told, url=place.text,
                ),
            )  # fmt: skip


def _where(place: RemarkPlace) -> Message:
    return msg("Pick {position}", position=place.position) if place.pick_id else msg("The text around the picks")


def _about(place: RemarkPlace, message: Message) -> tuple[Message, RemarkPlace]:
    return message, RemarkPlace(place.pick_id, place.position, place.field)


def _primary(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()
