"""A webhook: the edition as signed JSON (Standard Webhooks, standardwebhooks.com).

What is there cannot be asked for: the receipt is all that is known. A repetition bears the same `webhook-id`, so that
the receiver can tell it from something new.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from digest.config.settings import PublishSettings
from digest.domain.health import Failure
from digest.domain.message import msg
from digest.domain.publishing import Capabilities, Outgoing, PublishFailure
from digest.domain.receipt import DONE, Receipt
from digest.publish.options import options_of, required_url
from digest.publish.publisher import Means, Publication, Remote, RemoteStatus, Rendering
from digest.publish.service import shown_url
from digest.publish.texts import kept_texts
from digest.publish.web import WebAnswer, WebRequest, network_failure

# What marks a secret that is written in base64 (Standard Webhooks, "Signature scheme").
_ENCODED = "whsec_"


@dataclass(frozen=True, slots=True)
class WebhookOptions:
    """Nothing but what every target has."""


class WebhookTarget:
    """POST of `digest export --format json`; the fields of its head are in docs/publishing.md."""

    lasting: tuple[str, ...] = ()

    def __init__(self, settings: PublishSettings, means: Means) -> None:
        options_of(settings, WebhookOptions)
        self._url = required_url(settings)
        self._means = means

    @property
    def renderings(self) -> Mapping[str, Rendering]:
        return {"body": Rendering("json")}

    def check(self) -> Capabilities | PublishFailure:
        secret = self._secret()
        if isinstance(secret, PublishFailure):
            return secret
        fact = msg("The secret is there; the address itself is not asked, for that would be a push.")
        return Capabilities(self._url, facts=(fact,))

    def find(self, receipt: Receipt) -> Remote | PublishFailure | None:
        if not receipt.id:
            return None
        # One whose answer was lost is sent again: with the same id it is no second one.
        texts = receipt.texts if receipt.is_done else {}
        return Remote(receipt.id, receipt.url, RemoteStatus.DRAFT, receipt.modified, texts)

    def texts(self, publication: Publication) -> Mapping[str, str]:
        return {"text": publication.rendered["body"].text}

    def outgoing(self, publication: Publication, receipt: Receipt) -> tuple[Outgoing, ...]:  # noqa: ARG002 - the Protocol's
        return (self._request(publication, "").outgoing,)

    def push(self, publication: Publication, receipt: Receipt) -> Receipt | PublishFailure:
        secret = self._secret()
        if isinstance(secret, PublishFailure):
            return secret
        request = self._request(publication, secret)
        answer = self._means.web.ask(request)
        if isinstance(answer, Failure):
            return network_failure(answer, "POST")
        if not 200 <= answer.status < 300:
            return self._refused(answer)
        told = _told(answer)
        return replace(
            receipt,
            state=DONE,
            id=str(told.get("id") or publication.mark)[:200],
            url=shown_url(told.get("url")) or receipt.url,
            status=RemoteStatus.DRAFT,
            texts=kept_texts(self.texts(publication)),
            awaited={},
            pushed=self._means.now(),
        )

    def _request(self, publication: Publication, secret: str) -> WebRequest:
        body = publication.rendered["body"].body
        content = hashlib.sha256(body).hexdigest()[:16]
        message, moment = f"{publication.mark}:{content}", str(int(self._means.now().timestamp()))
        signed = hmac.new(_key(secret), f"{message}.{moment}.".encode() + body, hashlib.sha256).digest()
        fields = {
            "Content-Type": "application/json; charset=utf-8",
            "webhook-id": message,
            "webhook-timestamp": moment,
            "digest-edition": publication.mark,
            "digest-status": "publish" if publication.is_public else "draft",
        }
        signature = {"webhook-signature": f"v1,{b64encode(signed).decode()}"}
        return WebRequest("POST", self._url, fields, signature, body)

    def _secret(self) -> str | PublishFailure:
        secret = self._means.secret()
        if secret:
            return secret
        return PublishFailure(
            "no-password",
            msg("There is no secret to sign with."),
            msg("Set password = “$VARIABLE” or password_command for this target, the same as at the receiver."),
        )

    @staticmethod
    def _refused(answer: WebAnswer) -> PublishFailure:
        host = urlsplit(answer.url).netloc
        if 300 <= answer.status < 400:
            return PublishFailure(
                "moved",
                msg("{host} sends us to another address; nothing was sent there.", host=host),
                msg("Write the address that it really has as “url” of this target."),
            )
        return PublishFailure(
            "refused",
            msg("{host} does not take the edition ({status}).", host=host, status=answer.status),
            msg("Look into the receiver's log; digest sends the same again with the next push."),
            is_unclear=answer.status >= 500,
        )


def _key(secret: str) -> bytes:
    if secret.startswith(_ENCODED):
        try:
            return b64decode(secret.removeprefix(_ENCODED), validate=True)
        except NotBase64:
            pass
    return secret.encode()


def _told(answer: WebAnswer) -> Mapping[str, object]:
    """What the receiver says of itself: "id" and "url", if it likes."""
    try:
        told = json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
