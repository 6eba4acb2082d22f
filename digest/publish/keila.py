"""Keila: the mail as a campaign that is neither sent nor scheduled (Keila API v1).

Sending and scheduling are requests of their own, which this program does not make.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from digest.config.settings import PublishSettings
from digest.domain.message import msg
from digest.domain.publishing import Capabilities, PublishFailure
from digest.domain.receipt import Receipt
from digest.publish.jsonapi import Step
from digest.publish.options import options_of, refuse_unknown
from digest.publish.publisher import Means, Publication, Remote, RemoteStatus, Rendering
from digest.publish.seen import seen_text
from digest.publish.service import ServiceTarget, draft_id, mail_renderings, neutral, record, records

_UNSUBSCRIBE = "{{ unsubscribe_link }}"
_FORMATS = ("html", "markdown")


@dataclass(frozen=True, slots=True)
class KeilaOptions:
    """`format`: "markdown" for a Keila without HTML campaigns; the others are Keila's ids."""

    format: str = "html"
    sender: str = ""
    segment: str = ""
    campaign_template: str = ""


class KeilaTarget(ServiceTarget):
    """A campaign of a project; the key belongs to the project."""

    NAME = "Keila"
    PATH = "/api/v1"

    def __init__(self, settings: PublishSettings, means: Means) -> None:
        self._options = options_of(settings, KeilaOptions)
        refuse_unknown(settings, "format", self._options.format, _FORMATS)
        super().__init__(settings, means)

    @property
    def renderings(self) -> Mapping[str, Rendering]:
        if self._options.format == "html":
            return {"body": mail_renderings(_UNSUBSCRIBE)["html"]}
        return {"body": Rendering("markdown", {"title": False})}

    def credentials(self, secret: str) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {secret}"}

    def check(self) -> Capabilities | PublishFailure:
        found = self._api.ask("GET", "/senders")
        if isinstance(found, PublishFailure):
            return found
        senders = records(found, "data")
        names = [str(one.get("name", "")) for one in senders]
        ids = [str(one.get("id", "")) for one in senders]
        wanted = self._options.sender
        warnings = (msg("There is no sender “{name}” there.", name=wanted),) if wanted and wanted not in ids else ()
        return Capabilities(self._base, facts=(msg("Senders: {names}", names=", ".join(names)),), warnings=warnings)

    def texts(self, publication: Publication) -> Mapping[str, str]:
        return self._texts(neutral(publication.title), neutral(publication.preheader), self._body(publication))

    def steps(self, publication: Publication, receipt: Receipt) -> tuple[Step, ...]:
        data: dict[str, Any] = {
            "subject": neutral(publication.title),
            "preview_text": neutral(publication.preheader),
            f"{'html' if self._options.format == 'html' else 'text'}_body": self._body(publication),
        }
        if receipt.id:
            return (("PATCH", "/campaigns/{id}", {"data": data}),)
        own = self._options
        ids = {"sender_id": own.sender, "segment_id": own.segment, "template_id": own.campaign_template}
        data |= {name: value for name, value in ids.items() if value}
        data |= {"settings": {"type": own.format, "do_not_track": True}, "data": {"digest": publication.mark}}
        return (("POST", "/campaigns", {"data": data}),)

    def get(self, draft_id: str) -> Any | PublishFailure:
        return self._api.ask("GET", f"/campaigns/{quote(draft_id, safe='')}")

    def search(self, receipt: Receipt) -> Any | PublishFailure | None:
        found = self._api.ask("GET", "/campaigns")
        if isinstance(found, PublishFailure):
            return found
        for one in records(found, "data"):
            if record(one, "data").get("digest") == receipt.mark:
                return {"data": one}
        return None

    def remote(self, draft: Any) -> Remote:
        campaign = draft["data"]
        body = str(campaign.get("html_body") or campaign.get("text_body") or "")
        status = RemoteStatus.SCHEDULED if campaign.get("scheduled_for") else RemoteStatus.DRAFT
        return Remote(
            draft_id(campaign["id"]),
            f"{self._base}/",  # the interface does not tell the project, which the draft's address begins with
            RemoteStatus.PUBLISHED if campaign.get("sent_at") else status,
            str(campaign.get("updated_at") or ""),
            self._texts(str(campaign["subject"]), str(campaign.get("preview_text") or ""), body),
            body,
        )

    def _body(self, publication: Publication) -> str:
        text = publication.rendered["body"].text
        if self._options.format == "html":
            return text
        words = "Unsubscribe" if publication.language.startswith("en") else "Abmelden"
        return f"{text}\n[{words}]({_UNSUBSCRIBE})\n"

    def _texts(self, subject: str, preheader: str, body: str) -> dict[str, str]:
        text = seen_text(body) if self._options.format == "html" else "\n".join(body.split("\r\n")).strip()
        return {"title": subject, "preheader": preheader, "text": text}
