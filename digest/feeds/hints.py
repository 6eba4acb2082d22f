"""A feed's stated rhythm: RSS 2.0 `ttl`, `skipHours`, `skipDays`; RSS 1.0 syndication."""

from __future__ import annotations

import re
from datetime import timedelta

from digest.domain.text import lazy_pattern
from digest.feeds.parsed import UpdateHints

# Rhythm stands in the head of a feed. feedparser keeps only the last `hour` of skipHours, so it is read from the text.
_HEAD = 50_000
_SKIP = lazy_pattern(r"<skip(Hours|Days)>(.{0,4000}?)</skip\1>", re.DOTALL | re.IGNORECASE)
_HOUR = lazy_pattern(r"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY = lazy_pattern(r"<day>\s*(\w{3,12})\s*</day>", re.IGNORECASE)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# http://web.resource.org/rss/1.0/modules/syndication/: default once a day.
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_LONGEST = timedelta(days=365)


def update_hints(text: str, ttl: str, period: str, frequency: str) -> UpdateHints:
    """Read a feed's rhythm from its `text` and its `ttl` and `sy:` fields.

    `ttl` is in minutes; the others are `sy:updatePeriod` and `sy:updateFrequency`.

    What makes no sense is left out; a feed that skips every hour or every day means nothing by it.
    """
    every = [length for length in (_minutes(ttl), _period(period, frequency)) if length]
    hours: set[int] = set()
    days: set[int] = set()
    for skip in _SKIP.finditer(text, 0, _HEAD):
        hours.update(int(hour) % 24 for hour in _HOUR.findall(skip[2]) if int(hour) <= 24)
        days.update(_DAYS.index(day.lower()) for day in _DAY.findall(skip[2]) if day.lower() in _DAYS)
    return UpdateHints(
        every=max(every) if every else None,
        skip_hours=frozenset(hours) if len(hours) < 24 else frozenset(),
        skip_days=frozenset(days) if len(days) < 7 else frozenset(),
    )


def _minutes(ttl: str) -> timedelta | None:
    ttl = ttl.strip()
    if not ttl.isascii() or not ttl.isdigit() or len(ttl) > 7 or int(ttl) == 0:
        return None
    return min(timedelta(minutes=int(ttl)), _LONGEST)


def _period(period: str, frequency: str) -> timedelta | None:
    length = _PERIODS.get(period.strip().lower())
    if length is None:
        return None
    frequency = frequency.strip()
    times = int(frequency) if frequency.isascii() and frequency.isdigit() and len(frequency) < 6 else 1
    return length / max(times, 1)
