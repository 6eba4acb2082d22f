"""Dates as programs write them beside a bookmark."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Chrome counts microseconds from here, as Windows does.
_WINDOWS_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_FIGURES = re.compile(r"-?\d{1,20}(?:\.\d{1,9})?\Z", re.ASCII)
_GERMAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::\d{2})?)?\Z", re.ASCII)


def read_time(written: object) -> datetime | None:
    """A moment in UTC; None if it is no date, or before 1970. Without a zone it is UTC.

    Figures are seconds, milliseconds or microseconds since 1970, or Chrome's since 1601, by their size.
    """
    if isinstance(written, bool) or not isinstance(written, (int, float, str)):
        return None
    text = str(written).strip()
    try:
        found = _from_figures(float(text)) if _FIGURES.match(text) else _from_text(text)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return found if found > _EPOCH else None


def _from_figures(figures: float) -> datetime:
    if figures > 1e16:
        return _WINDOWS_EPOCH + timedelta(microseconds=figures)
    for limit, unit in ((1e14, 1e6), (1e11, 1e3)):
        if figures > limit:
            return _EPOCH + timedelta(seconds=figures / unit)
    return _EPOCH + timedelta(seconds=figures)


def _from_text(text: str) -> datetime:
    if german := _GERMAN.match(text):
        day, month, year, hour, minute = (int(part or 0) for part in german.groups())
        return datetime(year, month, day, hour, minute, tzinfo=UTC)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parsedate_to_datetime(text)
