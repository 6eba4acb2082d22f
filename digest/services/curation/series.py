"""The title pattern of a series, from the last edition's title, for the next one."""

from __future__ import annotations

import re

from digest.config.clock import month_name
from digest.services.curation.titles import last_week

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
