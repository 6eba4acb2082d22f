"""Times in header fields: freshness (RFC 9111) and Retry-After (RFC 9110 10.2.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from digest.domain.text import lazy_pattern

# Nothing of the web is planned further ahead; keeps absurd numbers out of the arithmetic of dates.
_FAR = 10 * 366 * 24 * 3600

_MAX_AGE = lazy_pattern(r'(?:^|[,\s])max-age\s*=\s*"?([0-9]+)', re.IGNORECASE)
_SECONDS = lazy_pattern(r"\s*([0-9]+)\s*")


def max_age(headers: Mapping[str, str]) -> timedelta | None:
    """Cache-Control's max-age minus the answer's Age (RFC 9111 4.2); None without one."""
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    if found is None:
        return None
    age = _SECONDS.match(headers.get("age", ""))
    return timedelta(seconds=max(_bounded(found[1]) - (_bounded(age[1]) if age else 0), 0))


def expires(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """The time from the answer's Date, or `now`, to Expires (RFC 9111 4.2.1); None without.

    Never negative.
    """
    end = http_date(headers.get("expires", ""))
    if end is None:
        return None
    begin = http_date(headers.get("date", "")) or now
    return min(max(end - begin, timedelta()), timedelta(seconds=_FAR))


def seconds_to_wait(retry_after: str, now: datetime) -> int | None:
    """A Retry-After field in whole seconds from `now`; None if it cannot be read."""
    seconds = _SECONDS.fullmatch(retry_after)
    if seconds:
        return _bounded(seconds[1])
    moment = http_date(retry_after)
    if moment is None:
        return None
    return min(max(-((now - moment) // timedelta(seconds=1)), 0), _FAR)  # rounded up: not a moment early


def http_date(text: str) -> datetime | None:
    """A date of HTTP in any of its three forms (RFC 9110 5.6.7), in UTC, or None."""
    if not text:
        return None
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
        # The form of asctime() names no zone and means UTC.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _bounded(digits: str) -> int:
    return min(int(digits), _FAR) if len(digits) < 12 else _FAR
