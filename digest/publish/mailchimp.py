"""Mailchimp: the mail as a campaign with status "save", a draft (Marketing API 3.0).

Two requests make it: the campaign, then its content. Opens and clicks are not tracked.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from digest.config.settings import PublishSettings
from digest.domain.message import msg
from digest.domain.publishing import Capabilities, PublishFailure
from digest.domain.receipt import Receipt
from digest.publish.jsonapi import Step
from digest.publish.options import options_of, wrong
from digest.publish.publisher import Means, Publication, Remote, RemoteStatus, Rendering
from digest.publish.seen import seen_text
from digest.publish.service import ServiceTarget, draft_id, mail_renderings, neutral, record, records

_STATES = {"save": RemoteStatus.DRAFT, "paused": RemoteStatus.SCHEDULED, "schedule": RemoteStatus.SCHEDULED}
_ARCHIVED = frozenset({"archived", "canceled", "canceling"})


@dataclass(frozen=True, slots=True)
class MailchimpOptions:
    """`audience` is the audience's id ("list"); readers see `from_name` and `reply_to`."""

    audience: str = ""
    from_name: str = ""
    reply_to: str = ""


class MailchimpTarget(ServiceTarget):
    """A regular campaign with HTML and text."""

    NAME = "Mailchimp"
    PATH = "/3.0"

    def __init__(self, settings: PublishSettings, means: Means) -> None:
        self._options = options_of(settings, MailchimpOptions)
        if not self._options.audience:
            raise wrong(
                settings,
                "audience",
                msg("this is empty."),
                msg(
                    "Write the audience's id; Mailchimp shows it under "
                    "“Audience > Settings > Audience name and defaults”."
                ),
            )
        super().__init__(settings, means)

    @property
    def renderings(self) -> Mapping[str, Rendering]:
        return mail_renderings("*|UNSUB|*")

    def credentials(self, secret: str) -> Mapping[str, str]:
        return {"Authorization": "Basic " + b64encode(f"digest:{secret}".encode()).decode()}

    def check(self) -> Capabilities | PublishFailure:
        secret = self._means.secret()
        if isinstance(secret, PublishFailure):
            return secret
        host, centre = urlsplit(self._base).netloc, secret.rpartition("-")[2]
        if host.endswith(".api.mailchimp.com") and not host.startswith(f"{centre}."):
            return PublishFailure(
                "data-centre",
                msg("This key is not for {host}.", host=host),
                msg("The end of the key names the place: for …-us21, url is https://us21.api.mailchimp.com."),
            )
        audience = self._api.ask(
            "GET", f"/lists/{quote(self._options.audience, safe='')}?fields=name,stats.member_count"
        )
        if isinstance(audience, PublishFailure):
            return audience
        name = str(record(audience).get("name", ""))
        return Capabilities(self._base, facts=(msg("Audience: {name}", name=name),))

    def texts(self, publication: Publication) -> Mapping[str, str]:
        rendered = publication.rendered
        title, preheader = neutral(publication.title), neutral(publication.preheader)
        return _texts(title, preheader, rendered["html"].text, rendered["text"].text)

    def steps(self, publication: Publication, receipt: Receipt) -> tuple[Step, ...]:
        settings = {
            "subject_line": neutral(publication.title),
            "preview_text": neutral(publication.preheader),
            "title": _label(publication),
        }
        content = {"html": publication.rendered["html"].text, "plain_text": publication.rendered["text"].text}
        if receipt.id:
            there = record(self.found, "settings")
            kept = {name: there[name] for name in ("title", "from_name", "reply_to") if there.get(name)}
            first: Step = ("PATCH", "/campaigns/{id}", {"settings": {**settings, **kept}})
        else:
            own = {"from_name": self._options.from_name, "reply_to": self._options.reply_to}
            made = {
                "type": "regular",
                "recipients": {"list_id": self._options.audience},
                "settings": {**settings, **{name: value for name, value in own.items() if value}},
                "tracking": {"opens": False, "html_clicks": False, "text_clicks": False},
            }
            first = ("POST", "/campaigns", made)
        return first, ("PUT", "/campaigns/{id}/content", content)

    def merged(self, draft: Any, answer: Any) -> Any:
        return {**record(draft), "content": record(answer)}

    def get(self, draft_id: str) -> Any | PublishFailure:
        campaign = self._api.ask("GET", f"/campaigns/{quote(draft_id, safe='')}")
        return campaign if isinstance(campaign, PublishFailure) else self._with_content(campaign)

    def search(self, receipt: Receipt) -> Any | PublishFailure | None:
        found = self._api.ask("GET", "/campaigns?count=100&sort_field=create_time&sort_dir=DESC")
        if isinstance(found, PublishFailure):
            return found
        for one in records(found, "campaigns"):
            if str(record(one, "settings").get("title", "")).endswith(f"({receipt.mark})"):
                return self._with_content(one)
        return None

    def _with_content(self, campaign: Any) -> Any | PublishFailure:
        if not isinstance(campaign, dict) or "id" not in campaign:
            return campaign
        content = self._api.ask("GET", f"/campaigns/{quote(str(campaign['id']), safe='')}/content")
        return content if isinstance(content, PublishFailure) else {**campaign, "content": content}

    def remote(self, draft: Any) -> Remote:
        settings, content = draft["settings"], draft.get("content") or {}
        html, plain = str(content.get("html") or ""), str(content.get("plain_text") or "")
        texts = _texts(str(settings.get("subject_line", "")), str(settings.get("preview_text", "")), html, plain)
        if not html:  # the second request never arrived: nobody has edited a text that is not there
            texts = {name: text for name, text in texts.items() if name in ("title", "preheader")}
        status = draft["status"]
        place = self._base.replace(".api.", ".admin.", 1)
        return Remote(
            draft_id(draft["id"]),
            f"{place}/campaigns/edit?id={quote(str(draft.get('web_id', draft['id'])), safe='')}",
            RemoteStatus.TRASHED if status in _ARCHIVED else _STATES.get(status, RemoteStatus.PUBLISHED),
            texts=texts,
            body=html,
        )


def _label(publication: Publication) -> str:
    """The name of the campaign inside Mailchimp, which readers never see: there the mark is."""
    return f"{neutral(publication.title)} ({publication.mark})"


def _texts(subject: str, preheader: str, html: str, plain: str) -> dict[str, str]:
    lines = "\n".join(plain.split("\r\n")).strip()
    return {"title": subject, "preheader": preheader, "text": seen_text(html), "plain": lines}
