"""The time as an argument: the real clock, or DIGEST_NOW for tests and demos."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from digest.domain.errors import ConfigError
from digest.domain.message import msg

#: Gives the present moment in UTC.
Clock = Callable[[], datetime]

_MARGIN = timedelta(days=366)


def clock_from(environ: Mapping[str, str]) -> Clock:
    """The system's clock, or one fixed at DIGEST_NOW: ISO 8601, local if it has no zone."""
    text = environ.get("DIGEST_NOW", "")
    if not text:
        return lambda: datetime.now(UTC)
    try:
        fixed_utc = datetime.fromisoformat(text).astimezone(UTC)
        # In any zone, and a year on either side, there must be a time: months are counted from it.
        _ = fixed_utc - _MARGIN, fixed_utc + _MARGIN
    except (ValueError, OverflowError):
        raise ConfigError(
            msg("DIGEST_NOW is “{text}”, which is not a time.", text=text),
            msg("Write it like 2026-11-21T08:30 or 2026-11-21T08:30+01:00."),
        ) from None
    return lambda: fixed_utc


def local(moment: datetime) -> datetime:
    """A moment in the zone of this machine (TZ), in which months begin and end."""
    return moment.astimezone()
