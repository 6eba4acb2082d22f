"""Failures at an address where a feed was looked for; those of a stored feed differ.

Nothing is paused, nothing is asked again by itself, and there is no feed yet to be edited or removed.
"""

from __future__ import annotations

from digest.domain import health
from digest.domain.health import Failure, FailureKind
from digest.domain.message import Message, msg

_LATER = msg("Try again later, or open the address in the browser.")
_SITE = msg("Check the address, or open the site in the browser and look for its feed.")

_SENTENCES: dict[FailureKind, Message] = {
    FailureKind.GONE: msg("What was at this address has been given up by its publisher (410)."),
}
_REMEDIES: dict[FailureKind, Message] = {
    FailureKind.DNS: msg("Check the address and the internet connection."),
    FailureKind.REFUSED: _LATER,
    FailureKind.CONNECT: msg("Check the internet connection and try again."),
    FailureKind.TIMEOUT: _LATER,
    FailureKind.PROTOCOL: _LATER,
    FailureKind.ENCODING: _LATER,
    FailureKind.NOT_FOUND: _SITE,
    FailureKind.SOFT_404: _SITE,
    FailureKind.GONE: msg("Open the site in the browser and look whether it has another feed."),
    FailureKind.TOO_MANY: _LATER,
    FailureKind.HTTP_STATUS: _LATER,
    FailureKind.EMPTY: _SITE,
    FailureKind.UNEXPECTED_304: _LATER,
}


def address_sentence(failure: Failure) -> Message:
    """What happened, as one sentence."""
    template = _SENTENCES.get(failure.kind)
    return health.filled(template, failure) if template else health.sentence(failure)


def address_remedy(failure: Failure) -> Message:
    """What to do about it, as one sentence."""
    return _REMEDIES.get(failure.kind) or health.remedy(failure)
