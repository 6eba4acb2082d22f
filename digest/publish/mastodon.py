"""Mastodon: a post or thread that only you see, as Mastodon has no drafts.

Source: docs.joinmastodon.org.

A post of visibility "direct" that mentions nobody is seen by its author alone; "Delete & re-draft" on the web
page makes a public one of it. Everything that looks like a mention is made harmless in it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from digest.config.settings import PublishSettings
from digest.domain.message import msg
from digest.domain.publishing import Capabilities, Outgoing, PublishFailure
from digest.domain.receipt import Receipt
from digest.publish.jsonapi import Step, is_missing
from digest.publish.options import options_of, refuse_unknown
from digest.publish.publisher import Means, Publication, Remote, RemoteStatus, Rendering
from digest.publish.service import ServiceTarget, draft_id, record, shown_url

_VISIBILITIES = ("public", "unlisted", "private")
_BETWEEN = re.compile(r"(?:\A|\n\n)--- \d+/\d+ ---\n\n")
# "@name", but not the middle of a mail address.
_MENTION = re.compile(r"(?<![\w=/])@(?=\w)")
_LIMIT, _ADDRESS = 500, 23


@dataclass(frozen=True, slots=True)
class MastodonOptions:
    """`thread`: a post for each tip behind the first; `visibility` is that of public posts."""

    thread: bool = False
    short: bool = False
    visibility: str = "public"


class MastodonTarget(ServiceTarget):
    """A status and its replies; the key is an access token with read and write:statuses."""

    NAME = "Mastodon"
    PATH = "/api/v1"
    may_be_public = True

    def __init__(self, settings: PublishSettings, means: Means) -> None:
        self._options = options_of(settings, MastodonOptions)
        refuse_unknown(settings, "visibility", self._options.visibility, _VISIBILITIES)
        super().__init__(settings, means)

    @property
    def renderings(self) -> Mapping[str, Rendering]:
        if not self._options.thread:
            return {}
        short = self._options.short
        return {
            "draft": Rendering("mastodon", {"short": short, "mentions": False}),
            "public": Rendering("mastodon", {"short": short}),
        }

    def credentials(self, secret: str) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {secret}"}

    def check(self) -> Capabilities | PublishFailure:
        account = self._api.ask("GET", "/accounts/verify_credentials")
        if isinstance(account, PublishFailure):
            return account
        name = str(record(account).get("acct", ""))
        fact = msg("Drafts are posts that only you can see; “Delete & re-draft” there makes public ones of them.")
        return Capabilities(self._base, name, (fact,))

    def texts(self, publication: Publication) -> Mapping[str, str]:
        return {"text": "\n\n".join(self._posts(publication))}

    def find(self, receipt: Receipt) -> Remote | PublishFailure | None:
        ids = _ids(receipt)
        if not ids:
            return None  # an answer that was lost is given again for the same Idempotency-Key
        first = self._api.ask("GET", f"/statuses/{quote(ids[0], safe='')}")
        if is_missing(first):
            return None
        if isinstance(first, PublishFailure):
            return first
        posts = []
        for post_id in ids:
            source = self._api.ask("GET", f"/statuses/{quote(post_id, safe='')}/source")
            if isinstance(source, PublishFailure) and not is_missing(source):
                return source
            posts.append(str(record(source).get("text", "")))
        self.found = first
        found = self._readable(first)
        text = "\n\n".join(filter(None, posts))
        return found if isinstance(found, PublishFailure) else replace(found, texts={"text": text}, body=text)

    def outgoing(self, publication: Publication, receipt: Receipt) -> tuple[Outgoing, ...] | PublishFailure:
        return self._api.outgoing(*self.steps(publication, receipt))

    def steps(self, publication: Publication, receipt: Receipt) -> tuple[Step, ...]:
        ids = _ids(receipt)
        made: list[Step] = []
        for number, text in enumerate(self._posts(publication)):
            if number < len(ids):
                made.append(("PUT", f"/statuses/{quote(ids[number], safe='')}", {"status": text}))
            else:
                made.append(("POST", "/statuses", self._new(publication, text, number)))
        return tuple(made)

    def push(self, publication: Publication, receipt: Receipt) -> Receipt | PublishFailure:
        """See `Publisher.push`. Posts that a shorter thread no longer needs are deleted."""
        ids, before, first = list(_ids(receipt)), "", None
        posts = self._posts(publication)
        for number, (method, path, payload) in enumerate(self.steps(publication, receipt)):
            if method == "POST":
                assert isinstance(payload, dict)
                payload = {**payload, "in_reply_to_id": before} if before else payload
                key = hashlib.sha256(f"{publication.mark} {number} {posts[number]}".encode()).hexdigest()
                answer = self._api.ask(method, path, payload, **{"Idempotency-Key": key})
                if is_missing(answer):  # the post of that key was deleted meanwhile, and is wanted again
                    key = f"{key}-{self._means.now().timestamp():.0f}"
                    answer = self._api.ask(method, path, payload, **{"Idempotency-Key": key})
            else:
                answer = self._api.ask(method, path, payload)
            if isinstance(answer, PublishFailure):
                return replace(answer, is_unclear=True) if number else answer
            found = self._readable(answer)
            if isinstance(found, PublishFailure):
                return replace(found, is_unclear=True)
            first, before = first or found, found.id
            ids[number : number + 1] = [found.id]
        for post_id in reversed(ids[len(posts) :]):
            gone = self._api.ask("DELETE", f"/statuses/{quote(post_id, safe='')}")
            if isinstance(gone, PublishFailure) and not is_missing(gone):
                return replace(gone, is_unclear=True)
        assert first is not None  # there is always a first post
        if not _ids(receipt) and not publication.is_public and first.status is not RemoteStatus.DRAFT:
            return self.no_draft(first)
        receipt = replace(receipt, detail={**receipt.detail, "posts": " ".join(ids[: len(posts)])})
        return self.completed(receipt, replace(first, texts=self.texts(publication)))

    def get(self, draft_id: str) -> Any | PublishFailure:
        return self._api.ask("GET", f"/statuses/{quote(draft_id, safe='')}")

    def search(self, receipt: Receipt) -> None:
        """A post cannot bear a mark that nobody sees; see `find`."""

    def remote(self, draft: Any) -> Remote:
        is_private = draft["visibility"] == "direct"
        return Remote(
            draft_id(draft["id"]),
            shown_url(draft.get("url")),
            RemoteStatus.DRAFT if is_private else RemoteStatus.PUBLISHED,
            str(draft.get("edited_at") or draft.get("created_at") or ""),
        )

    def _new(self, publication: Publication, text: str, number: int) -> dict[str, object]:
        visibility = "direct"
        if publication.is_public:
            # What answers the first post need not stand in everybody's timeline by itself.
            visibility = "unlisted" if number and self._options.visibility == "public" else self._options.visibility
        return {"status": text, "visibility": visibility, "language": publication.language[:2] or "de"}

    def _posts(self, publication: Publication) -> list[str]:
        if self._options.thread:
            text = publication.rendered["public" if publication.is_public else "draft"].text.removesuffix("\n")
            return [post for post in _BETWEEN.split(text) if post]
        excerpt = publication.excerpt if publication.is_public else _MENTION.sub("@\u2060", publication.excerpt)
        return [_one_post(_MENTION.sub("@\u2060", publication.title), excerpt, publication.url)]


def _ids(receipt: Receipt) -> tuple[str, ...]:
    """The posts of a thread in their order; none if it is to be made."""
    return tuple(receipt.detail.get("posts", "").split()) if receipt.id else ()


def _one_post(title: str, excerpt: str, address: str) -> str:
    """Title, excerpt and address; the excerpt is cut at a sentence or word to fit a post."""
    title = title[: _LIMIT - _ADDRESS - 2]
    room = _LIMIT - len(title) - 2 - (_ADDRESS + 2 if address else 0)
    if len(excerpt) > max(room, 0):
        cut = excerpt[: max(room - 1, 0)]
        end = max(cut.rfind(". "), cut.rfind("! "), cut.rfind("? ")) + 1
        excerpt = cut[:end] if end else cut.rpartition(" ")[0] + "…" if " " in cut else ""
    return "\n\n".join(filter(None, (title, excerpt, address)))
