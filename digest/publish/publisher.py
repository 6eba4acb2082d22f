"""What every target can do: be checked, find its draft, and take a publication.

    Publication ──push──▶ Receipt ──find──▶ Remote

Failures of the outside world are values (`PublishFailure`), each with its sentence and remedy. A target decides
nothing about overwriting: the service compares receipt and remote before it lets a target push.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from digest.domain.message import Message
from digest.domain.publishing import Capabilities, Outgoing, PublishFailure
from digest.domain.receipt import Receipt

if TYPE_CHECKING:
    from digest.publish.web import Web


@dataclass(frozen=True, slots=True)
class Rendering:
    """A form of the edition that a target asks for: an export format, and its options.

    `options` are fields of `RenderOptions`; style and template are the user's, as [publish.NAME] or [export] say.
    """

    format: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A `Rendering`'s result: file name without folder, IANA media type, UTF-8 bytes."""

    name: str
    media_type: str
    body: bytes = field(repr=False)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True, slots=True)
class Publication:
    """An edition on its way to one target.

    `mark` is the text that identifies a draft of ours ("digest:2026-11"); `slug` is the
    last part of its address. `excerpt` is plain text of one line, `intro` Markdown. `url` is where the edition was
    published, or empty. `date` is when it was closed first, None for a draft. `rendered` holds what the target's
    `renderings` asked for, by the same names. `is_public` asks for more than a draft; it is set only if the target's
    settings and the command both say so. `again` says that a repetition is meant, for what cannot be updated (a mail).
    """

    edition_id: str
    title: str
    language: str
    slug: str
    mark: str
    excerpt: str = ""
    preheader: str = ""
    intro: str = ""
    url: str = ""
    date: datetime | None = None
    rendered: Mapping[str, Rendered] = field(default_factory=dict)
    is_public: bool = False
    again: bool = False


class RemoteStatus(StrEnum):
    """What became of a draft at its target; SENT for a mail, which can only be repeated.

    PRIVATE is published for those alone who are logged in there.
    """

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    PRIVATE = "private"
    TRASHED = "trashed"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Remote:
    """What stands at a target now.

    `modified` is the target's own time, as it writes it. `texts` are the fields that people edit there, by the same
    names as in the receipt, normalised so that what the target's editor changes by itself does not count (headings'
    classes, say). `body` is the text as it stands there, for taking it into the edition. `is_ours` is False for what
    merely has our slug.
    """

    id: str
    url: str
    status: RemoteStatus
    modified: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    body: str = field(default="", repr=False)
    is_ours: bool = True


#: Seconds that the user's own command behind a push may take.
COMMAND_SECONDS = 300.0


def _nobody_hears(_message: Message) -> None:
    """Drops what a target reports while it works."""


@dataclass(frozen=True, slots=True)
class Means:
    """What of the outside world a target may use; everything is an argument.

    `secret` is the target's password or key, looked up when it is needed; `pause` waits so many seconds. `tell`
    hears what a push did otherwise than asked (a category that may not be made). `command_seconds` is how long
    a command of the user's may take.
    """

    web: Web
    secret: Callable[[], str | PublishFailure]
    now: Callable[[], datetime]
    pause: Callable[[float], None]
    environ: Mapping[str, str]
    tell: Callable[[Message], None] = _nobody_hears
    command_seconds: float = COMMAND_SECONDS


class Publisher(Protocol):
    """One target, made by `registry.publisher`; raises ConfigError for wrong settings."""

    @property
    def lasting(self) -> tuple[str, ...]:
        """The prefixes of a receipt's `detail` keys that hold for all editions, such as ids."""

    @property
    def renderings(self) -> Mapping[str, Rendering]:
        """The forms of the edition that `push` needs, by names of the target's own."""

    def check(self) -> Capabilities | PublishFailure:
        """Connect, log in and say what may be done there. Changes nothing."""

    def find(self, receipt: Receipt) -> Remote | PublishFailure | None:
        """The draft of this receipt, by its id, else by slug and mark; None if it is gone.

        Changes nothing.
        """

    def texts(self, publication: Publication) -> Mapping[str, str]:
        """The draft's texts after pushing this, as `find` would return them; without a request."""

    def outgoing(self, publication: Publication, receipt: Receipt) -> tuple[Outgoing, ...] | PublishFailure:
        """What `push` would send, in its order, exactly. It may look things up; it changes nothing."""

    def push(self, publication: Publication, receipt: Receipt) -> Receipt | PublishFailure:
        """Make the draft, or update that of `receipt.id`; return the completed receipt (DONE).

        Never makes anything public unless `publication.is_public`. The service has looked before: see `find`.
        """
