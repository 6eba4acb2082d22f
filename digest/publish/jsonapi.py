"""A service's JSON interface: requests with its key; refusals are failures with remedies.

Nothing that a server says is trusted: its words are shown as one short line of text, and decide nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from digest.domain.health import Failure
from digest.domain.message import Message, msg
from digest.domain.publishing import Outgoing, PublishFailure
from digest.domain.secrets import masked
from digest.domain.text import one_line
from digest.publish.publisher import Means
from digest.publish.web import SAFE, WebAnswer, WebRequest, network_failure

#: A request as targets write it: method, path behind the base, and what is sent as JSON (None: nothing).
Step = tuple[str, str, object]

# Longer than that nobody waits for a server that asks for patience.
_MOST_SECONDS = 60
# Shorter words ("Token") are no secrets, and stand in sentences.
_SHORTEST_SECRET = 8
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Api:
    """A service's JSON interface; `base` ends without a slash, `service` is its name.

    `credentials` makes the secret header fields.

    `fields` go along with every request.
    """

    means: Means
    base: str
    service: str
    credentials: Callable[[str], Mapping[str, str]]
    fields: Mapping[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, payload: object = None, **more: str) -> Any | PublishFailure:
        """The answer's JSON (None if empty), or a failure. `more` are extra header fields.

        Waits once if the server asks for it: a request that was refused so has changed nothing.
        """
        secret = self.means.secret()
        if isinstance(secret, PublishFailure):
            return secret
        if not secret:
            return self._no_key()
        request = self.request(method, path, payload, self.credentials(secret), more)
        answer = self.means.web.ask(request)
        if isinstance(answer, WebAnswer) and (wait := _patience(answer, method)) is not None:
            self.means.pause(wait)
            answer = self.means.web.ask(request)
        if isinstance(answer, Failure):
            return network_failure(answer, method)
        hidden = {
            secret,
            *secret.split(":"),
            *(word for text in request.secret_fields.values() for word in text.split()),
        }
        return self._read(answer, method, hidden)

    def request(
        self, method: str, path: str, payload: object, secret: Mapping[str, str], more: Mapping[str, str] | None = None
    ) -> WebRequest:
        """The request itself; a dry run shows it, with other `secret` fields."""
        body = b"" if payload is None else json.dumps(payload, ensure_ascii=False).encode()
        kind = {} if payload is None else {"Content-Type": "application/json; charset=utf-8"}
        return WebRequest(method, self.base + path, {**self.fields, **kind, **(more or {})}, secret, body)

    def outgoing(self, *steps: Step) -> tuple[Outgoing, ...]:
        """The steps as a dry run shows them; asks for no key."""
        return tuple(self.request(*step, self.credentials("00:00")).outgoing for step in steps)

    def _read(self, answer: WebAnswer, method: str, hidden: set[str]) -> Any | PublishFailure:
        """`hidden` are the words of the credentials: a refusal may repeat what it was sent."""
        content = _parsed(answer)
        if 200 <= answer.status < 300 and content is not _NO_JSON:
            return content
        words = unescape(_TAG.sub(" ", _words(content)))
        for secret in sorted(hidden, key=len, reverse=True):
            words = words.replace(secret, "***") if len(secret) >= _SHORTEST_SECRET else words
        words = one_line(words, 200)
        if 200 <= answer.status < 300:
            return self._no_json(method)
        if 300 <= answer.status < 400:
            return self._moved(answer)
        unclear = method not in SAFE and answer.status >= 500
        code, message, remedy = self._told(answer.status, method, words)
        return PublishFailure(code, message, remedy, unclear)

    def _told(self, status: int, method: str, words: str) -> tuple[str, Message, Message]:
        service = self.service
        if status == 401:
            return "no-login", msg("{service} does not accept the key or password.", service=service), _CHECK_KEY
        if status == 403:
            said = msg("{service} does not allow this with that key ({words}).", service=service, words=words or "403")
            return "no-permission", said, msg("Give the key or its user the right to write and read drafts there.")
        if status in (404, 410):
            said = msg("{service} does not know this address or draft ({status}).", service=service, status=status)
            return "missing", said, msg("Check “url” and the numbers or names of this target in the configuration.")
        if status == 409 and method == "POST":
            said = msg("{service} has such a draft already ({words}).", service=service, words=words or "409")
            return (
                "duplicate",
                said,
                msg("Look there: perhaps an older draft has the same address; delete or rename it."),
            )
        if status == 409:
            said = msg("{service}: somebody saved the draft at the same moment.", service=service)
            return "conflict", said, msg("Push again: digest shows what was changed there.")
        if status == 413:
            said = msg("{service} does not take a text of that size.", service=service)
            return "too-large", said, msg("Shorten the edition, or have the server's limit raised.")
        if status == 429:
            return "too-many", msg("{service} has had too many requests.", service=service), _WAIT
        if status >= 500:
            said = msg("{service} has an error of its own ({status}).", service=service, status=status)
            if method in SAFE:
                return "server", said, msg("Try again later.")
            return "server", said, msg("Push again later: digest looks first whether the draft was made.")
        said = msg("{service} refuses what was sent: {words}", service=service, words=words or str(status))
        return "refused", said, msg("Check the settings of this target, and try them with “digest publish check”.")

    def _moved(self, answer: WebAnswer) -> PublishFailure:
        place = masked(one_line(urljoin(answer.url, answer.fields.get("location", ""))))
        return PublishFailure(
            "moved",
            msg("{host} sends us to {place}; nothing was sent there.", host=urlsplit(answer.url).netloc, place=place),
            msg("If that is right, write the new address as “url” of this target."),
        )

    def _no_json(self, method: str) -> PublishFailure:
        return PublishFailure(
            "no-json",
            msg("{service} answers with something that is no JSON, such as a web page.", service=self.service),
            msg("Check “url” of this target: it must be that of the interface; perhaps a login or cache is in front."),
            is_unclear=method not in SAFE,
        )

    def _no_key(self) -> PublishFailure:
        return PublishFailure(
            "no-password",
            msg("There is no key for {service}.", service=self.service),
            msg("Set password = “$VARIABLE” or password_command for this target."),
        )


def is_missing(answer: object) -> bool:
    """True if a service says that there is no such thing."""
    return isinstance(answer, PublishFailure) and answer.code == "missing"


_CHECK_KEY = msg("Make a new key in the settings of that service, and set it as password of this target.")
_WAIT = msg("Wait some minutes, then push again.")
_NO_JSON = object()


def _parsed(answer: WebAnswer) -> Any:
    if not answer.body.strip():
        return None
    try:
        return json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return _NO_JSON


def _words(content: Any, depth: int = 4) -> str:
    """What a refusal says, wherever the service puts it."""
    if isinstance(content, str):
        return content
    if not depth:
        return ""
    if isinstance(content, list):
        return "; ".join(filter(None, (_words(part, depth - 1) for part in content[:3])))
    if not isinstance(content, dict):
        return ""
    found = [content.get(name) for name in ("message", "msg", "detail", "context", "error", "errors")]
    texts = [_words(part, depth - 1) for part in found if part]
    return ": ".join(dict.fromkeys(filter(None, texts[:2]))) or _words(content.get("title", ""), depth - 1)


def _patience(answer: WebAnswer, method: str) -> float | None:
    """Seconds until a retry; None if it would not help, or might send something twice."""
    if answer.status != 429 and not (answer.status == 503 and method in SAFE):
        return None
    wish = answer.fields.get("retry-after", "").strip()
    if not wish.isdecimal():
        return 5.0 if answer.status == 429 and not wish else None
    return float(wish) if int(wish) <= _MOST_SECONDS else None
