"""What targets share whose drafts are JSON of a service: find, make, update, compare."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

from digest.config.settings import PublishSettings
from digest.domain.message import msg
from digest.domain.publishing import Outgoing, PublishFailure
from digest.domain.receipt import DONE, Receipt
from digest.domain.url import web_address
from digest.publish.jsonapi import Api, Step, is_missing
from digest.publish.options import required_url, wrong
from digest.publish.publisher import Means, Publication, Remote, RemoteStatus, Rendering
from digest.publish.texts import kept_texts

# What services replace in what they send: {{ … }}, {% … %}, {# … #}, *|…|*.
_MERGE_TAG = re.compile(r"\{(?=[{%#])|\*(?=\|)")


class ServiceTarget(ABC):
    """A draft at a service; a subclass gives address, content, and how answers are read.

    `NAME` is the service's, for people. `path` leads from the target's address to the interface.
    """

    lasting: tuple[str, ...] = ()
    NAME: ClassVar[str]
    PATH: ClassVar[str] = ""

    def __init__(self, settings: PublishSettings, means: Means) -> None:
        self._settings = settings
        self._means = means
        self._base = _base(required_url(settings), self.PATH)
        if settings.status != "draft" and not self.may_be_public:
            raise wrong(
                settings,
                "status",
                msg("{service} mails to readers: digest makes drafts there and nothing else.", service=self.NAME),
                msg("Leave the line out, and send the draft in {service} itself.", service=self.NAME),
            )
        #: The draft as `find` saw it last: an update leaves alone what only the service has.
        self.found: Any = None
        self._api = Api(means, self._base + self.PATH, self.NAME, self.credentials, self.fields)

    may_be_public: ClassVar[bool] = False
    fields: ClassVar[Mapping[str, str]] = {}

    # What a service says of itself

    @property
    @abstractmethod
    def renderings(self) -> Mapping[str, Rendering]:
        """See `Publisher.renderings`."""

    @abstractmethod
    def credentials(self, secret: str) -> Mapping[str, str]:
        """The header fields that carry the key."""

    @abstractmethod
    def steps(self, publication: Publication, receipt: Receipt) -> tuple[Step, ...]:
        """The requests of a push; the first answers with the draft. "{id}" in a path is the draft's."""

    @abstractmethod
    def get(self, draft_id: str) -> Any | PublishFailure:
        """The draft of that id, as the service gives it."""

    @abstractmethod
    def search(self, receipt: Receipt) -> Any | PublishFailure | None:
        """A draft that bears the receipt's mark, as the service gives it; None if there is none."""

    @abstractmethod
    def remote(self, draft: Any) -> Remote:
        """What the service gave, read. Raises KeyError, TypeError or ValueError if it is no draft."""

    @abstractmethod
    def texts(self, publication: Publication) -> Mapping[str, str]:
        """See `Publisher.texts`."""

    # What is the same for all

    def find(self, receipt: Receipt) -> Remote | PublishFailure | None:
        """See `Publisher.find`."""
        draft = self.found = self.get(receipt.id) if receipt.id else self.search(receipt)
        if draft is None or is_missing(draft):
            return None
        return draft if isinstance(draft, PublishFailure) else self._readable(draft)

    def outgoing(self, publication: Publication, receipt: Receipt) -> tuple[Outgoing, ...] | PublishFailure:
        """See `Publisher.outgoing`."""
        steps = self.steps(publication, receipt)
        known = receipt.id or "{id}"
        return self._api.outgoing(*((method, path.replace("{id}", known), body) for method, path, body in steps))

    def push(self, publication: Publication, receipt: Receipt) -> Receipt | PublishFailure:
        """See `Publisher.push`."""
        draft: Any = None
        is_new = not receipt.id
        for number, (method, path, payload) in enumerate(self.steps(publication, receipt)):
            answer = self._api.ask(method, path.replace("{id}", receipt.id), payload)
            if isinstance(answer, PublishFailure):
                # The first step has made the draft: unclear, so that the next push looks for it and makes no second.
                return replace(answer, is_unclear=True) if number else answer
            draft = self.merged(draft, answer) if number else answer
            remote = self._readable(draft)
            if isinstance(remote, PublishFailure):
                return replace(remote, is_unclear=True)
            receipt = replace(receipt, id=remote.id)
        remote = self.remote(draft)
        if is_new and not publication.is_public and remote.status is not RemoteStatus.DRAFT:
            return self.no_draft(remote)
        return self.completed(receipt, remote)

    def no_draft(self, remote: Remote) -> PublishFailure:
        """The service made something else of what was to be a draft: nobody must overlook that."""
        return PublishFailure(
            "no-draft",
            msg("{service} did not keep it as a draft ({status}).", service=self.NAME, status=remote.status.value),
            msg("Look there at once: {url}", url=remote.url or self._base),
            is_unclear=True,
        )

    def merged(self, draft: Any, answer: Any) -> Any:
        """The draft after a further step."""
        return {**draft, **answer} if isinstance(answer, dict) else draft

    def completed(self, receipt: Receipt, remote: Remote) -> Receipt:
        """The receipt of a push that has arrived."""
        return replace(
            receipt,
            state=DONE,
            id=remote.id,
            url=remote.url,
            status=remote.status,
            modified=remote.modified,
            texts=kept_texts(remote.texts),
            awaited={},
            pushed=self._means.now(),
        )

    def _readable(self, draft: Any) -> Remote | PublishFailure:
        try:
            return self.remote(draft)
        except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError):
            return PublishFailure(
                "odd-answer",
                msg("{service} answers something that digest does not understand.", service=self.NAME),
                msg("Check “url” of this target; perhaps the service has a newer interface than this digest."),
            )


def _base(url: str, path: str) -> str:
    """The address without the interface's path, even of a copied page (`…/ghost/#/settings`)."""
    parts = urlsplit(url)
    base = parts.path.rstrip("/")
    names = path.split("/")
    for count in range(len(names), 1, -1):
        if base.endswith(part := "/".join(names[:count])):
            base = base.removesuffix(part)
            break
    return urlunsplit((parts.scheme, parts.netloc, base, "", ""))


def draft_id(value: object) -> str:
    """The id that a service gave. Raises TypeError for what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value):
        raise TypeError(value)
    return str(value)


def record(answer: Any, *names: str) -> dict[str, Any]:
    """The object at the end of these names; empty if the answer has another shape."""
    for name in names:
        answer = answer.get(name) if isinstance(answer, dict) else None
    return answer if isinstance(answer, dict) else {}


def records(answer: Any, *names: str) -> list[dict[str, Any]]:
    """The objects of the list at the end of these names; none if the answer has another shape."""
    *path, last = names
    found = record(answer, *path).get(last)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def neutral(text: str) -> str:
    """A line in which a mailing service finds no placeholder of its own: "{{" becomes "{ {"."""
    return _MERGE_TAG.sub(lambda found: found[0] + " ", text)


def shown_url(address: object) -> str:
    """An address that a service gave, if it is one for a browser; else empty."""
    url = web_address(address) if isinstance(address, str) else None
    return url if url and "@" not in urlsplit(url).netloc else ""


def mail_renderings(unsubscribe: str) -> Mapping[str, Rendering]:
    """The two parts of a mail, with the service's placeholder for unsubscribing."""
    return {part: Rendering("email", {"part": part, "unsubscribe": unsubscribe}) for part in ("html", "text")}
