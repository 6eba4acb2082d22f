"""The title of an edition, made from a pattern in its language; the pattern behind a title."""

from __future__ import annotations

import calendar
import re
from datetime import date

from digest.config.clock import is_english, month_name
from digest.config.settings import EditionSettings
from digest.domain.title import fill_pattern

#: The default pattern in English, if that of the settings would mix languages.
_ENGLISH = "{n} {tipps} from {monat}"


def default_pattern(language: str) -> str:
    """The pattern of a title if the configuration names none, in the language of the edition."""
    return _ENGLISH if is_english(language) else EditionSettings().title


def edition_title(
    pattern: str, *, edition_id: str, count: int, language: str, series: str, topic: str, number: int
) -> str:
    """ "Meine Gedankenspiele: 10 Lesetipps aus dem April".

    `edition_id` is the month ("2017-04"), `count` the picks, `number` the running number of the edition. {woche}
    is the ISO 8601 week of the month's last day: the week in which a monthly digest is finished. A language
    without words of its own here gets German ones. Raises ConfigError for a pattern that cannot be understood,
    UsageError for an empty {thema} or {serie} that it uses.
    """
    values = {
        "serie": series,
        "n": str(count),
        "tipps": _tips(count, language),
        "monat": month_name(edition_id, language),
        "jahr": edition_id[:4],
        "woche": str(last_week(edition_id)),
        "nummer": str(number),
        "thema": topic,
    }
    return fill_pattern(pattern, values)


def last_week(edition_id: str) -> int:
    """The ISO 8601 week of a month's last day."""
    year, month = int(edition_id[:4]), int(edition_id[5:])
    return date(year, month, calendar.monthrange(year, month)[1]).isocalendar().week


def _tips(count: int, language: str) -> str:
    """The counted word; nought is plural in both languages."""
    if is_english(language):
        return "reading tip" if count == 1 else "reading tips"
    return "Lesetipp" if count == 1 else "Lesetipps"


_NUMBERED = r"#|(?i:\bNr\.?|\bNo\.?|\bAusgabe|\bEdition|\bFolge|\bLinks)"


def pattern_behind(title: str, *, edition_id: str, count: int, language: str, number: int) -> str:
    """The pattern of a title: "Gedanken: 10 Lesetipps aus dem April" → "… {n} {tipps} …".

    `edition_id` is the month it was for ("2017-04"), `count` its picks, `number` its running number. Empty if
    nothing but the number of tips would change from one edition to the next: a theme is not repeated.
    """
    found = re.compile(
        "|".join(
            (
                rf"(?P<monat>(?<!\w){re.escape(month_name(edition_id, language))}(?!\w))",
                rf"(?P<jahr>(?<!\d){edition_id[:4]}(?!\d))",
                # A bare number counts the tips; the week and the running number are named before it.
                rf"(?P<week>(?i:\bKW|\bWoche|\bweek))(?P<gap>[ \u00a0]?)(?P<woche>{last_week(edition_id)})(?!\d)",
                rf"(?P<word>{_NUMBERED})(?P<space>[ \u00a0]?)(?P<nummer>{number})(?!\d)",
                rf"(?P<n>(?<!\d){count})(?P<between>[ \u00a0])(?P<tipps>(?:Lese-?[Tt]ipp|reading tip)s?)(?!\w)",
            )
        )
    )
    pieces, at, dated = [], 0, False
    for match in found.finditer(title):
        pieces += [_literal(title[at : match.start()]), _place(match)]
        at, dated = match.end(), dated or match["tipps"] is None
    return "".join((*pieces, _literal(title[at:]))) if dated else ""


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _place(match: re.Match[str]) -> str:
    if match["tipps"]:
        # "Lese-Tipps" is the curator's own spelling: it stays, the number changes.
        return "{n}" + match["between"] + (match["tipps"] if "-" in match["tipps"] else "{tipps}")
    if match["woche"]:
        return match["week"] + match["gap"] + "{woche}"
    if match["nummer"]:
        return match["word"] + match["space"] + "{nummer}"
    return "{monat}" if match["monat"] else "{jahr}"
