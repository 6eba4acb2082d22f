"""Buttondown: the edition as a draft of an email, in Markdown (Buttondown API v1, "Emails").

`status` is sent with every new email: without it Buttondown mails everybody at once ("about_to_send" is its default).
Its own template adds the link to unsubscribe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from digest.config.settings import PublishSettings
from digest.domain.message import msg
from digest.domain.publishing import Capabilities, PublishFailure
from digest.domain.receipt import Receipt
from digest.publish.jsonapi import Step
from digest.publish.options import options_of
from digest.publish.publisher import Means, Publication, Remote, RemoteStatus, Rendering
from digest.publish.service import ServiceTarget, draft_id, neutral, record, records, shown_url

# Says that the body is Markdown; Buttondown guesses otherwise.
_MODE = "<!-- buttondown-editor-mode: plaintext -->"
_STATES = {"draft": RemoteStatus.DRAFT, "scheduled": RemoteStatus.SCHEDULED, "deleted": RemoteStatus.TRASHED}


@dataclass(frozen=True, slots=True)
class ButtondownOptions:
    """Nothing but what every target has."""


class ButtondownTarget(ServiceTarget):
    """An email with status "draft"."""

    NAME = "Buttondown"
    PATH = "/v1"

    def __init__(self, settings: PublishSettings, means: Means) -> None:
        options_of(settings, ButtondownOptions)
        super().__init__(settings, means)

    @property
    def renderings(self) -> Mapping[str, Rendering]:
        return {"body": Rendering("markdown", {"title": False})}

    def credentials(self, secret: str) -> Mapping[str, str]:
        return {"Authorization": f"Token {secret}"}

    def check(self) -> Capabilities | PublishFailure:
        account = self._api.ask("GET", "/accounts/me")
        if isinstance(account, PublishFailure):
            return account
        name = str(record(account).get("username") or record(account).get("email_address") or "")
        return Capabilities(self._base, name, (msg("Drafts are Markdown; Buttondown adds the link to unsubscribe."),))

    def texts(self, publication: Publication) -> Mapping[str, str]:
        return _texts(neutral(publication.title), neutral(publication.preheader), publication.rendered["body"].text)

    def steps(self, publication: Publication, receipt: Receipt) -> tuple[Step, ...]:
        payload: dict[str, Any] = {
            "subject": neutral(publication.title),
            "body": f"{_MODE}\n{publication.rendered['body'].text}",
            "description": neutral(publication.preheader),
        }
        if receipt.id:
            return (("PATCH", "/emails/{id}", payload),)
        payload |= {"status": "draft", "slug": publication.slug[:100], "metadata": {"digest": publication.mark}}
        if publication.url:
            payload["canonical_url"] = publication.url
        return (("POST", "/emails", payload),)

    def get(self, draft_id: str) -> Any | PublishFailure:
        return self._api.ask("GET", f"/emails/{quote(draft_id, safe='')}")

    def search(self, receipt: Receipt) -> Any | PublishFailure | None:
        found = self._api.ask("GET", "/emails?ordering=-creation_date")
        if isinstance(found, PublishFailure):
            return found
        for one in records(found, "results"):
            if record(one, "metadata").get("digest") == receipt.mark:
                return one
        return None

    def remote(self, draft: Any) -> Remote:
        body = str(draft["body"])
        is_known_place = urlsplit(self._base).netloc == "api.buttondown.com"
        page = f"https://buttondown.com/emails/{quote(str(draft['id']), safe='')}"
        return Remote(
            draft_id(draft["id"]),
            page if is_known_place else shown_url(draft.get("absolute_url")),
            _STATES.get(draft["status"], RemoteStatus.PUBLISHED),
            str(draft.get("modification_date") or ""),
            _texts(str(draft["subject"]), str(draft.get("description") or ""), body),
            body,
        )


def _texts(subject: str, description: str, body: str) -> dict[str, str]:
    text = "\n".join(body.split("\r\n")).removeprefix(_MODE).strip()
    return {"title": subject, "preheader": description, "text": text}
