"""Dates as people and programs write them, parsed strictly: an instant or None; no clock.

Read are ISO 8601 with any separators, RFC 822 and 850, asctime, German, and day, month by name and year in any order.
Months and weekdays may be English, German, French, Italian, Spanish, Dutch or Hungarian.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from digest.domain.text import lazy_pattern, search_keys


class NoSuchDate(Exception):
    """A text in the form of a date with an impossible day, hour or zone (30 February, 25:00)."""


_MONTHS = (
    "jan january januar janner jaenner janvier gennaio gen enero ene januari",
    "feb february februar feber fevrier fev febbraio febrero februari",
    "mar mrz maer maerz marz march mars marzo maart marcius marc",
    "apr april avril avr aprile abril abr aprilis",
    "may mai maggio mag mayo mei majus maj",
    "jun june juni juno juin giugno giu junio junius",
    "jul july juli julei juillet juil luglio lug julio julius",
    "aug august aout agosto ago augustus augusztus",
    "sep sept september septembre settembre set septiembre szeptember",
    "oct okt october oktober octobre ottobre ott octubre",
    "nov november novembre noviembre",
    "dec dez december dezember decembre dicembre dic diciembre",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_WEEKDAYS = frozenset(
    name
    for names in (
        "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday",
        "mo di mi do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
        "lun mar mer jeu ven sam dim lundi mardi mercredi jeudi vendredi samedi dimanche",
        "gio sab dom lunedi martedi mercoledi giovedi venerdi sabato domenica",
        "mie jue vie lunes martes miercoles jueves viernes sabado domingo",
        "ma wo za zo maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    )
    for name in names.split()
)
# Hours east of Greenwich; names that stand for one zone only (RFC 822 §5, and those of Europe).
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0, "cet": 1, "mez": 1, "bst": 1, "west": 1, "cest": 2, "mesz": 2,
    "eet": 2, "eest": 3, "msk": 3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
    "pdt": -7, "jst": 9, "aest": 10, "aedt": 11,
}  # fmt: skip
_NAME = r"[a-z]{3,11}"
# An hour alone is one only in ISO 8601 (T08), or if it says so.
_TIME = (
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?|(?<=t\d\d)|(?=\s?(?:[ap]\.?m|uhr|h\b)))"
    r"\s?(?P<half>[ap]\.?m\.?)?(?:\s?(?:uhr|h)\b)?"
)
_ZONE = (
    r"\s?(?P<zone>(?:gmt|utc)?[+-]\d{1,2}(?::?\d{2})?|[a-z]{1,4}\b(?!/)|[a-z]+/[a-z_]+)?"
    r"(?:\s?[\[(](?P<place>[\w/ +:-]{1,40})[\])])?"
)
_BETWEEN = r"(?:\s?t\s?|,?\s(?:um |at |a |[-–|]\s)?|\s?[-–|]\s|,)"
_CLOCK = rf"(?:{_BETWEEN}{_TIME}{_ZONE})?"
_COMPACT = r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
_YEAR = r"(?P<year>\d{4}|\d\d)"
# What begins with its year, in figures with one separator throughout, or with its month's name.
_FORMS = tuple(
    lazy_pattern(pattern)
    for pattern in (
        rf"(?P<year>\d{{4}})(?P<sep>[-/.])\s?(?P<month>\d{{1,2}})(?P=sep)\s?(?P<day>\d{{1,2}}){_CLOCK}",
        rf"(?P<year>\d{{4}})\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일]{_CLOCK}",
        rf"{_COMPACT}{_CLOCK}",
        rf"{_COMPACT}[t ]?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?{_ZONE}",
        rf"(?P<year>\d{{4}})[ ,.-]{{1,2}}(?P<name>{_NAME})[ ,.-]{{1,2}}(?P<day>\d{{1,2}})\.?{_CLOCK}",
        rf"(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er)?[ -]?(?:of )?(?P<name>{_NAME})[ ,.-]{{1,2}}{_YEAR}{_CLOCK}",
        rf"(?P<name>{_NAME})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:, ?| )(?P<year>\d{{4}}){_CLOCK}",
        rf"(?P<name>{_NAME}) (?P<day>\d{{1,2}}) {_TIME}{_ZONE} (?P<year>\d{{4}})",
        rf"(?P<day>\d{{1,2}})\. ?(?P<month>\d{{1,2}})\. ?{_YEAR}{_CLOCK}",
        rf"(?P<one>\d{{1,2}})(?P<sep>[-/])(?P<two>\d{{1,2}})(?P=sep)(?P<year>\d{{4}}){_CLOCK}",
    )
)
# RFC 822 and RFC 3339 to the letter, as nearly all feeds have them.
_USUAL_CLOCK = r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d)"
_USUAL_ZONE = r"(?:Z|GMT|UTC|([+-])(0\d|1[0-4]):?([0-5]\d))\Z"
_USUAL_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_RFC_822 = lazy_pattern(
    rf"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d{{1,2}}) ({'|'.join(_USUAL_MONTHS)}) (\d{{4}}) "
    rf"{_USUAL_CLOCK} {_USUAL_ZONE}",
    re.ASCII,
)
_RFC_3339 = lazy_pattern(rf"(\d{{4}})-(\d\d)-(\d\d)T{_USUAL_CLOCK}(?:\.\d{{1,9}})?{_USUAL_ZONE}", re.ASCII)
_WEEKDAY = lazy_pattern(r"([a-z]{2,10})(?:\.?, ?|\.? )")
_ARTICLE = lazy_pattern(r"(?:den|der|am|vom|le|el|il|on|op) ")
_ISO_WEEK = lazy_pattern(r"(\d{4})-?w(\d{2})-?([1-7])")
_LONGEST = 80


def written_date(text: str, language: str = "") -> datetime | None:
    """The moment in UTC, without a zone taken as UTC; None if it is in no known form.

    `language` ("de-AT") decides 3/12/2026 and 3-12-2026, where the day comes first unless it is English or unknown:
    then that is no date. Raises NoSuchDate.
    """
    if len(text) > _LONGEST:
        return None
    if (usual := _usual_date(text)) is not None:
        return usual
    for plain, has_weekday in _without_ornament(search_keys(text)[0].strip(" .")):
        for form in _FORMS:
            if (found := form.fullmatch(plain)) and (named := _day(found.groupdict(), "" if has_weekday else language)):
                return _instant(found.groupdict(), *named)
        if week := _ISO_WEEK.fullmatch(plain):
            return _day_of_week(*map(int, week.groups()))
    return None


def _usual_date(text: str) -> datetime | None:
    """The moment of a date to the letter of the standards; None for any other.

    None for an impossible one, too.
    """
    if found := _RFC_822.match(text):
        day, month, year, *rest = found.groups()
        month = _USUAL_MONTHS.index(month) + 1
    elif found := _RFC_3339.match(text):
        year, month, day, *rest = found.groups()
    else:
        return None
    hour, minute, second, sign, hours, minutes = rest
    try:
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=UTC)
        if not sign:
            return moment
        away = timedelta(hours=int(hours), minutes=int(minutes))
        return moment - away if sign == "+" else moment + away
    except (ValueError, OverflowError):
        return None


def _without_ornament(plain: str) -> Iterator[tuple[str, bool]]:
    """Yield the text, then without weekday, then without "den": "mar" may be month or Tuesday."""
    yield plain, False
    weekday = _WEEKDAY.match(plain)
    if weekday and weekday[1] in _WEEKDAYS:
        plain = plain[weekday.end() :]
        yield plain, True
    if article := _ARTICLE.match(plain):
        yield plain[article.end() :], True


def _day(given: dict[str, str | None], language: str) -> tuple[int, int, int] | None:
    """Year, month, day; None for an unknown month. Raises NoSuchDate if it is ambiguous."""
    year = int(given["year"] or 0)
    if len(given["year"] or "") == 2:
        year += 2000 if year < 70 else 1900
    if name := given.get("name"):
        return (year, _MONTH[name], int(given["day"] or 0)) if name in _MONTH else None
    if "one" not in given:
        return year, int(given["month"] or 0), int(given["day"] or 0)
    one, two = int(given["one"] or 0), int(given["two"] or 0)
    if one > 12 >= two:
        return year, two, one
    if two > 12 >= one:
        return year, one, two
    # A clock with AM and PM is American or British, and the two disagree. A weekday would have to be counted.
    if one != two and (given.get("half") or language.partition("-")[0].lower() in ("", "en")):
        raise NoSuchDate
    return year, two, one


def _instant(given: dict[str, str | None], year: int, month: int, day: int) -> datetime:
    hour, minute, second = (int(given.get(name) or 0) for name in ("hour", "minute", "second"))
    if half := given.get("half"):
        if not 1 <= hour <= 12:
            raise NoSuchDate
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise NoSuchDate
    time = timedelta(hours=hour, minutes=minute, seconds=second)
    zone = given.get("zone") or given.get("place") or ""
    return _checked(lambda: _in_utc(datetime(year, month, day, tzinfo=UTC) + time, zone))


def _day_of_week(year: int, week: int, day: int) -> datetime:
    return _checked(lambda: datetime.fromisocalendar(year, week, day).replace(tzinfo=UTC))


def _in_utc(local: datetime, zone: str) -> datetime:
    if "/" in zone:
        region = "/".join("_".join(part.capitalize() for part in word.split("_")) for word in zone.split("/"))
        return local.replace(tzinfo=ZoneInfo(region)).astimezone(UTC)
    if offset := re.search(r"([+-])(\d{1,2}):?(\d{2})?$", zone):
        hours, minutes = int(offset[2]), int(offset[3] or 0)
        if hours > 14 or minutes > 59:
            raise NoSuchDate
        away = timedelta(hours=hours, minutes=minutes)
        return local - away if offset[1] == "+" else local + away
    return local - timedelta(hours=_ZONES.get(zone, 0))


def _checked(make: Callable[[], datetime]) -> datetime:
    try:
        return make()
    except (ValueError, OverflowError, KeyError, OSError) as error:  # KeyError: a time zone that nobody knows
        raise NoSuchDate from error
