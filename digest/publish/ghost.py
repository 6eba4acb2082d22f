"""Ghost: the edition as a draft post (Ghost Admin API); without a newsletter, so unmailed.

Ghost makes its own format of the HTML. Each change must name the time of the last one (`updated_at`): if somebody
saved meanwhile, Ghost refuses with 409.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote

from digest.config.settings import PublishSettings
from digest.domain.message import msg
from digest.domain.publishing import Capabilities, PublishFailure
from digest.domain.receipt import Receipt
from digest.domain.text import slug
from digest.publish.jsonapi import Step
from digest.publish.options import options_of
from digest.publish.publisher import Means, Publication, Remote, RemoteStatus, Rendering
from digest.publish.seen import seen_text
from digest.publish.service import ServiceTarget, draft_id, record, records, shown_url

_STATES = {"draft": RemoteStatus.DRAFT, "scheduled": RemoteStatus.SCHEDULED}
# Seconds; Ghost takes five minutes at most.
_VALID = 240
# Stands around HTML that Ghost's editor is to leave as it is.
_CARD = "<!--kg-card-begin: html-->\n{html}\n<!--kg-card-end: html-->"


@dataclass(frozen=True, slots=True)
class GhostOptions:
    """`tags` of a new post, the first one shown; `card` keeps the HTML as one card."""

    tags: tuple[str, ...] = ()
    card: bool = False


class GhostTarget(ServiceTarget):
    """A post; the key is that of a custom integration, "id:secret"."""

    NAME = "Ghost"
    PATH = "/ghost/api/admin"
    may_be_public = True
    # Both 5 and 6 answer to it; an older one says that it cannot.
    fields: ClassVar[Mapping[str, str]] = {"Accept-Version": "v5.0"}

    def __init__(self, settings: PublishSettings, means: Means) -> None:
        self._options = options_of(settings, GhostOptions)
        super().__init__(settings, means)

    @property
    def renderings(self) -> Mapping[str, Rendering]:
        return {"body": Rendering("fragment", {"title": False})}

    def credentials(self, secret: str) -> Mapping[str, str]:
        """A JSON Web Token (RFC 7519) of the key; an invalid key gives one that Ghost refuses."""
        key_id, _, key = secret.partition(":")
        now = int(self._means.now().timestamp())
        head = _part({"alg": "HS256", "kid": key_id, "typ": "JWT"})
        claims = _part({"iat": now, "exp": now + _VALID, "aud": "/admin/"})
        try:
            raw = bytes.fromhex(key)
        except ValueError:
            raw = b""
        signature = hmac.new(raw, f"{head}.{claims}".encode(), hashlib.sha256).digest()
        return {"Authorization": f"Ghost {head}.{claims}.{_encoded(signature)}"}

    def check(self) -> Capabilities | PublishFailure:
        secret = self._means.secret()
        if isinstance(secret, PublishFailure):
            return secret
        if secret and not _is_key(secret):
            return PublishFailure(
                "no-key",
                msg("That is no admin key of Ghost: it has two parts with a colon between."),
                msg("Take the “Admin API key” of a custom integration, not the “Content API key”."),
            )
        posts = self._api.ask("GET", "/posts/?limit=1&fields=id")
        if isinstance(posts, PublishFailure):
            return posts
        site = self._api.ask("GET", "/site/")
        if isinstance(site, PublishFailure):
            return site
        told = record(site, "site")
        fact = msg("Ghost {version}: {title}", version=str(told.get("version", "")), title=str(told.get("title", "")))
        return Capabilities(self._base, facts=(fact,))

    def texts(self, publication: Publication) -> Mapping[str, str]:
        return _texts(publication.title, publication.excerpt, publication.rendered["body"].text)

    def steps(self, publication: Publication, receipt: Receipt) -> tuple[Step, ...]:
        html = publication.rendered["body"].text
        post: dict[str, Any] = {
            "title": publication.title,
            "html": _CARD.format(html=html) if self._options.card else html,
            "custom_excerpt": publication.excerpt or None,
        }
        if receipt.id:
            there = next(iter(records(self.found, "posts")), {})
            post["updated_at"] = there.get("updated_at") or receipt.modified
            if publication.is_public:
                post["status"] = "published"
            return (("PUT", "/posts/{id}/?source=html&formats=html&save_revision=true", {"posts": [post]}),)
        post["status"] = "published" if publication.is_public else "draft"
        post["slug"] = publication.slug
        # A tag that begins with "#" is internal: readers never see it.
        post["tags"] = [*self._options.tags, f"#{_label(publication.mark)}"]
        return (("POST", "/posts/?source=html&formats=html", {"posts": [post]}),)

    def get(self, draft_id: str) -> Any | PublishFailure:
        return self._api.ask("GET", f"/posts/{quote(draft_id, safe='')}/?formats=html")

    def search(self, receipt: Receipt) -> Any | PublishFailure | None:
        found = self._api.ask("GET", f"/posts/?filter=tag:hash-{_label(receipt.mark)}&formats=html&limit=1")
        if isinstance(found, PublishFailure):
            return found
        return found if records(found, "posts") else None

    def remote(self, draft: Any) -> Remote:
        post = records(draft, "posts")[0]
        page = shown_url(post.get("url")) if post["status"] == "published" else ""
        return Remote(
            draft_id(post["id"]),
            page or f"{self._base}/ghost/#/editor/post/{quote(str(post['id']), safe='')}",
            _STATES.get(post["status"], RemoteStatus.PUBLISHED),
            str(post["updated_at"]),
            _texts(str(post["title"]), str(post.get("custom_excerpt") or ""), str(post.get("html") or "")),
            str(post.get("html") or ""),
        )


def _label(mark: str) -> str:
    return slug(mark.replace(":", "-"))


def _texts(title: str, excerpt: str, html: str) -> dict[str, str]:
    return {"title": title, "excerpt": excerpt, "text": seen_text(html)}


def _is_key(secret: str) -> bool:
    key_id, _, key = secret.partition(":")
    return bool(key_id) and len(key) >= 32 and all(char in "0123456789abcdefABCDEF" for char in key)


def _part(values: Mapping[str, object]) -> str:
    return _encoded(json.dumps(values, separators=(",", ":")).encode())


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
