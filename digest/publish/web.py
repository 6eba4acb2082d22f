"""The narrow door to the web that a target is given, and what comes through it.

The service hands in the one guarded client behind it (`services/publishing/guarded_web.py`): redirects are never
followed, `secret_fields` go to the target's own origin alone, private addresses are refused for every other one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from digest.domain.failure_sentences import filled, sentence
from digest.domain.health import Failure, FailureKind
from digest.domain.message import Message, msg
from digest.domain.publishing import Outgoing, PublishFailure

#: Methods that change nothing, so that a request whose answer was lost may simply be sent again.
SAFE = frozenset({"GET", "HEAD"})
# The request cannot have arrived: no connection came about.
_NEVER_SENT = frozenset({
    FailureKind.DNS, FailureKind.REFUSED, FailureKind.CONNECT, FailureKind.PROXY, FailureKind.TLS,
    FailureKind.HANDSHAKE, FailureKind.PRIVATE_ADDRESS, FailureKind.BAD_ADDRESS,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class WebRequest:
    """One request. `secret_fields` hold credentials: never shown or sent to another origin."""

    method: str
    url: str
    fields: Mapping[str, str] = field(default_factory=dict)
    secret_fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def outgoing(self) -> Outgoing:
        """The request as a dry run shows it."""
        hidden = dict.fromkeys(self.secret_fields, "***")
        return Outgoing(self.method, self.url, {**self.fields, **hidden}, self.body)


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """An answer of any status, also a redirect. `fields` in lower case; `body` is unpacked."""

    status: int
    url: str
    fields: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        return self.fields.get("content-type", "").partition(";")[0].strip().lower()


class Web(Protocol):
    """Asks the web; what goes wrong on the way is a `Failure`."""

    def ask(self, request: WebRequest) -> WebAnswer | Failure:
        """One request and its answer; no redirect is followed."""


def network_failure(failure: Failure, method: str) -> PublishFailure:
    """What kept a request from being answered, told for a target rather than for a feed."""
    happened = filled(_SENTENCES[failure.kind], failure) if failure.kind in _SENTENCES else None
    unclear = method not in SAFE and failure.kind not in _NEVER_SENT
    remedy = _UNCLEAR if unclear else _REMEDIES.get(failure.kind, _LATER)
    return PublishFailure(failure.kind.value, happened or sentence(failure), remedy, unclear)


_LATER = msg("Try again later; nothing was changed there.")
_UNCLEAR = msg("The draft may have been made anyway: push again, digest looks for it first.")
_SENTENCES: Mapping[FailureKind, Message] = {
    FailureKind.PRIVATE_ADDRESS: msg(
        "{host} leads to a private address of this computer or network, and it is not the target's own."
    ),
}
_REMEDIES: Mapping[FailureKind, Message] = {
    FailureKind.DNS: msg("Check “url” of this target and the internet connection."),
    FailureKind.REFUSED: msg("Check “url” of this target; perhaps the server is down."),
    FailureKind.CONNECT: msg("Check “url” of this target and the internet connection."),
    FailureKind.PROXY: msg("Check http_proxy, https_proxy and no_proxy in the environment."),
    FailureKind.TLS: msg(
        "Ask the administrator; if you trust the server, set verify = false for this target in the configuration."
    ),
    FailureKind.HANDSHAKE: msg("Check “url” of this target: perhaps the server speaks http:// only."),
    FailureKind.PRIVATE_ADDRESS: msg(
        "If it is meant, name the host in allow_hosts under [network] in the configuration."
    ),
    FailureKind.BAD_ADDRESS: msg("Correct “url” of this target in the configuration."),
    FailureKind.TOO_LARGE: msg("Check “url” of this target: such a large answer is not one of its interface."),
}
