"""Failures of a web page that was to be read; the sentences for feeds do not fit these."""

from __future__ import annotations

from digest.domain import health
from digest.domain.health import Failure, FailureKind
from digest.domain.message import Message, msg

_LATER = msg("Try again later, or open it in the browser.")
_BROWSER = msg("Open it in the browser.")
_ADDRESS = msg("Check the address.")

_SENTENCES: dict[FailureKind, Message] = {
    FailureKind.GONE: msg("The page was taken away by its publisher (410)."),
    FailureKind.PARSER: msg("The page could not be read ({reason})."),
}
_REMEDIES: dict[FailureKind, Message] = {
    FailureKind.DNS: msg("Check the address and the internet connection."),
    FailureKind.REFUSED: _LATER,
    FailureKind.CONNECT: msg("Check the internet connection and try again."),
    FailureKind.TIMEOUT: _LATER,
    FailureKind.PROXY: msg("Check http_proxy, https_proxy and no_proxy in the environment."),
    FailureKind.TLS: _BROWSER,
    FailureKind.HANDSHAKE: _BROWSER,
    FailureKind.PROTOCOL: _LATER,
    FailureKind.REDIRECTS: _BROWSER,
    FailureKind.REDIRECT_SCHEME: _BROWSER,
    FailureKind.TOO_LARGE: _BROWSER,
    FailureKind.ENCODING: _BROWSER,
    FailureKind.UNAUTHORISED: _BROWSER,
    FailureKind.FORBIDDEN: _BROWSER,
    FailureKind.NOT_FOUND: _ADDRESS,
    FailureKind.GONE: _ADDRESS,
    FailureKind.TOO_MANY: _LATER,
    FailureKind.HTTP_STATUS: _LATER,
    FailureKind.EMPTY: _LATER,
    FailureKind.PARSER: _BROWSER,
    FailureKind.CONSENT: _BROWSER,
    FailureKind.LOGIN: _BROWSER,
    FailureKind.CHALLENGE: _BROWSER,
    FailureKind.SOFT_404: _ADDRESS,
    FailureKind.UNEXPECTED_304: _LATER,
}


def page_sentence(failure: Failure) -> Message:
    """What happened, as one sentence."""
    template = _SENTENCES.get(failure.kind)
    return health.filled(template, failure) if template else health.sentence(failure)


def page_remedy(failure: Failure) -> Message:
    """What to do about it, as one sentence."""
    return _REMEDIES.get(failure.kind) or health.remedy(failure)
