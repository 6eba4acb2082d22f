"""What came of a push: a state, the draft, and what it is told with."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from digest.domain.message import Message, msg
from digest.domain.receipt import Receipt
from digest.publish.publisher import PublishFailure, Remote


class PushState(StrEnum):
    """How a push ended. Only the first four mean that all is well."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SENT = "sent"
    ALREADY_SENT = "already-sent"
    PERHAPS_SENT = "perhaps-sent"
    EDITED = "edited"
    PUBLISHED = "published"
    TRASHED = "trashed"
    GONE = "gone"
    BUSY = "busy"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TextChange:
    """One field that was changed at the target: what stood there, what stands there, what we would put there."""

    field: str
    before: str
    theirs: str
    ours: str

    def diff(self) -> list[str]:
        """Lines as of `diff -u`, without its head: "-" what stood there, "+" what stands there now."""
        before, theirs = self.before.splitlines(), self.theirs.splitlines()
        lines = difflib.unified_diff(before, theirs, lineterm="", n=1)
        return [line for line in lines if not line.startswith(("---", "+++"))]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One push to one target. `notes` are sentences to be told beside the main one."""

    target: str
    state: PushState
    receipt: Receipt | None = None
    remote: Remote | None = None
    changes: tuple[TextChange, ...] = ()
    failure: PublishFailure | None = None
    notes: tuple[Message, ...] = ()
    requests: int = field(default=0, compare=False)

    @property
    def is_well(self) -> bool:
        return self.state in (PushState.CREATED, PushState.UPDATED, PushState.UNCHANGED, PushState.SENT)

    @property
    def url(self) -> str:
        """Where the draft is, as far as anybody knows."""
        if self.remote is not None and self.remote.url:
            return self.remote.url
        return self.receipt.url if self.receipt is not None else ""

    @property
    def message(self) -> Message:
        """What happened, in one sentence."""
        if self.failure is not None:
            return msg("{target}: {message}", target=self.target, message=self.failure.message)
        return Message(_SENTENCES[self.state].template, {"target": self.target})

    @property
    def remedy(self) -> Message | None:
        """What to do about it, if anything is to be done."""
        if self.failure is not None:
            return self.failure.remedy
        return _REMEDIES.get(self.state)


_SENTENCES: Mapping[PushState, Message] = {
    PushState.CREATED: msg("{target}: the draft is there."),
    PushState.UPDATED: msg("{target}: the draft was updated."),
    PushState.UNCHANGED: msg("{target}: nothing has changed since the last push."),
    PushState.SENT: msg("{target}: the mail was sent."),
    PushState.ALREADY_SENT: msg("{target}: this edition was mailed before, in an earlier form; nothing was sent."),
    PushState.PERHAPS_SENT: msg("{target}: nobody knows whether the last mail arrived; nothing was sent."),
    PushState.EDITED: msg("{target}: the draft was changed there; it was left alone."),
    PushState.PUBLISHED: msg("{target}: it is published there; it was left alone."),
    PushState.TRASHED: msg("{target}: the draft is in the trash there; it was left alone."),
    PushState.GONE: msg("{target}: the draft was deleted there."),
    PushState.BUSY: msg("{target}: somebody else is publishing this edition there right now."),
    PushState.FAILED: msg("{target}: that did not work."),
}
_REMEDIES: Mapping[PushState, Message] = {
    PushState.EDITED: msg("--take-theirs takes their texts into the edition, --overwrite replaces them."),
    PushState.ALREADY_SENT: msg("--again mails it once more, to the same people."),
    PushState.PERHAPS_SENT: msg("Ask one of the recipients; --again mails it once more, to the same people."),
    PushState.PUBLISHED: msg("--overwrite changes the published text; it stays published."),
    PushState.TRASHED: msg("Restore it there, or make a new draft with --anew."),
    PushState.GONE: msg("--anew makes a new draft."),
    PushState.BUSY: msg("Wait a moment, then push again."),
}
