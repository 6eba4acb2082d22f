"""listmonk: the mail as a campaign with status "draft" (listmonk docs, "API / Campaigns").

A campaign is never started here: that is a request of its own, which this program does not make.
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
from digest.publish.options import options_of, wrong
from digest.publish.publisher import Means, Publication, Remote, RemoteStatus, Rendering
from digest.publish.seen import seen_text
from digest.publish.service import ServiceTarget, draft_id, mail_renderings, neutral, record, records

_STATES = {"draft": RemoteStatus.DRAFT, "scheduled": RemoteStatus.SCHEDULED}


@dataclass(frozen=True, slots=True)
class ListmonkOptions:
    """`lists`: numbers of the lists it may go to; `template`: a campaign template, 0 for none."""

    lists: tuple[str, ...] = ()
    campaign_template: int = 0
    sender: str = ""


class ListmonkTarget(ServiceTarget):
    """A campaign of type "regular" with HTML body and text part."""

    NAME = "listmonk"
    PATH = "/api"

    def __init__(self, settings: PublishSettings, means: Means) -> None:
        self._options = options_of(settings, ListmonkOptions)
        if not self._options.lists or not all(number.isdecimal() for number in self._options.lists):
            raise wrong(
                settings, "lists", msg("this names no list."), msg('Write the numbers of lists: lists = ["3"].')
            )
        if not settings.user:
            raise wrong(settings, "user", msg("this is empty."), msg("Name the API user whose token is the password."))
        super().__init__(settings, means)

    @property
    def renderings(self) -> Mapping[str, Rendering]:
        return mail_renderings("{{ UnsubscribeURL }}")

    def credentials(self, secret: str) -> Mapping[str, str]:
        return {"Authorization": f"token {self._settings.user}:{secret}"}

    def check(self) -> Capabilities | PublishFailure:
        found = self._api.ask("GET", "/lists?per_page=all&minimal=true")
        if isinstance(found, PublishFailure):
            return found
        there = {str(one.get("id")): str(one.get("name")) for one in records(found, "data", "results")}
        missing = [number for number in self._options.lists if number not in there]
        warnings = [msg("There is no list {number} there.", number=number) for number in missing]
        if not self._options.campaign_template:
            warnings.append(msg("Without campaign_template listmonk puts its default template around the mail."))
        names = ", ".join(there[number] for number in self._options.lists if number in there)
        facts = (msg("Lists: {names}", names=names),) if names else ()
        return Capabilities(self._base, self._settings.user, facts, tuple(warnings))

    def texts(self, publication: Publication) -> Mapping[str, str]:
        rendered = publication.rendered
        return _texts(neutral(publication.title), rendered["html"].text, rendered["text"].text)

    def steps(self, publication: Publication, receipt: Receipt) -> tuple[Step, ...]:
        payload: dict[str, Any] = {
            "name": f"{neutral(publication.title)} ({publication.mark})",
            "subject": neutral(publication.title),
            "type": "regular",
            "content_type": "html",
            "body": publication.rendered["html"].text,
            "altbody": publication.rendered["text"].text,
        }
        if receipt.id:
            return (("PUT", "/campaigns/{id}", payload | self._kept(publication)),)
        payload |= {"lists": [int(number) for number in self._options.lists], "tags": [publication.mark]}
        if self._options.campaign_template:
            payload["template_id"] = self._options.campaign_template
        if self._options.sender:
            payload["from_email"] = self._options.sender
        return (("POST", "/campaigns", payload),)

    def _kept(self, publication: Publication) -> dict[str, Any]:
        """What the campaign has there already, whoever set it: lists, sender, template, tags."""
        there = _campaign(self.found)
        kept = {name: there[name] for name in ("name", "from_email", "template_id", "messenger") if there.get(name)}
        lists = [one["id"] for one in records(there, "lists") if "id" in one]
        tags = list(dict.fromkeys([*_listed(there, "tags"), publication.mark]))
        return {**kept, "lists": lists or [int(number) for number in self._options.lists], "tags": tags}

    def get(self, draft_id: str) -> Any | PublishFailure:
        return self._api.ask("GET", f"/campaigns/{quote(draft_id, safe='')}")

    def search(self, receipt: Receipt) -> Any | PublishFailure | None:
        # Older versions do not know the filter, and give all: what comes is looked at.
        query = f"tags={quote(receipt.mark, safe='')}&order_by=created_at&order=DESC&per_page=100"
        found = self._api.ask("GET", f"/campaigns?{query}")
        if isinstance(found, PublishFailure):
            return found
        return next((one for one in records(found, "data", "results") if receipt.mark in _listed(one, "tags")), None)

    def remote(self, draft: Any) -> Remote:
        campaign = _campaign(draft)
        return Remote(
            draft_id(campaign["id"]),
            f"{self._base}/admin/campaigns/{quote(draft_id(campaign['id']), safe='')}",
            _STATES.get(campaign["status"], RemoteStatus.PUBLISHED),
            str(campaign.get("updated_at") or ""),
            _texts(str(campaign["subject"]), str(campaign["body"]), str(campaign.get("altbody") or "")),
            str(campaign["body"]),
        )


def _campaign(draft: Any) -> dict[str, Any]:
    return record(draft, "data") or record(draft)


def _listed(campaign: Mapping[str, Any], name: str) -> list[Any]:
    value = campaign.get(name)
    return value if isinstance(value, list) else []


def _texts(subject: str, html: str, plain: str) -> dict[str, str]:
    return {"title": subject, "text": seen_text(html), "plain": "\n".join(plain.split("\r\n")).strip()}
