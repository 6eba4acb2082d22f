"""What came of a push: a state, the draft, and what it is told with."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from digest.domain.message import Message, joined, msg, nmsg
from digest.domain.publishing import PublishFailure
from digest.domain.receipt import BEGUN, FAILED, Receipt
from digest.publish.publisher import Remote, RemoteStatus
from digest.publish.seen import seen_text

#: In the detail of a receipt: the fields that a push found changed at the target, and left alone.
EDITED_THERE = "edited"
#: The status of a receipt whose draft is not there any more.
DELETED = "deleted"


class PushState(StrEnum):
    """How a push ended. Only the first five mean that all is well."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    TAKEN = "taken"
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
    """A field that was changed at the target: its text before, its text now, ours."""

    field: str
    before: str
    theirs: str
    ours: str

    def diff(self) -> list[str]:
        """Lines: "-" the text before, "+" the text now, "…" for what is between two changes."""
        before, theirs = seen_text(self.before).splitlines(), seen_text(self.theirs).splitlines()
        if before == theirs:  # only the markup was changed
            before, theirs = self.before.splitlines(), self.theirs.splitlines()
        lines = list(difflib.unified_diff(before, theirs, lineterm="", n=1))[3:]  # without its head
        return ["…" if line.startswith("@@ ") else line for line in lines]


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
        return self.state in _WELL

    @property
    def url(self) -> str:
        """Where the draft is, as far as anybody knows; empty if it is not there any more."""
        if self.state is PushState.GONE:
            return ""
        if self.remote is not None and self.remote.url:
            return self.remote.url
        return self.receipt.url if self.receipt is not None else ""

    @property
    def message(self) -> Message:
        """What happened, in one sentence."""
        if self.failure is not None:
            return msg("{target}: {message}", target=self.target, message=self.failure.message)
        kind = self.receipt.kind if self.receipt is not None else ""
        sentence = _KIND_SENTENCES.get((kind, self.state)) or _SENTENCES[self.state]
        return Message(sentence.template, {"target": self.target})

    @property
    def remedy(self) -> Message | None:
        """What to do about it, if anything is to be done."""
        if self.failure is not None:
            return self.failure.remedy
        return _REMEDIES.get(self.state)


_WELL = (PushState.CREATED, PushState.UPDATED, PushState.UNCHANGED, PushState.TAKEN, PushState.SENT)
_SENTENCES: Mapping[PushState, Message] = {
    PushState.CREATED: msg("{target}: the draft is there."),
    PushState.UPDATED: msg("{target}: the draft was updated."),
    PushState.UNCHANGED: msg("{target}: nothing has changed since the last push."),
    PushState.SENT: msg("{target}: the mail was sent."),
    PushState.ALREADY_SENT: msg("{target}: this edition was mailed before, in an earlier form; nothing was sent."),
    PushState.PERHAPS_SENT: msg("{target}: nobody knows whether the last mail arrived; nothing was sent."),
    PushState.TAKEN: msg("{target}: what was changed there is in the edition now."),
    PushState.EDITED: msg("{target}: the draft was changed there; it was left alone."),
    PushState.PUBLISHED: msg("{target}: it is published there; it was left alone."),
    PushState.TRASHED: msg("{target}: the draft is in the trash there; it was left alone."),
    PushState.GONE: msg("{target}: the draft was deleted there."),
    PushState.BUSY: msg("{target}: somebody else is publishing this edition there right now."),
    PushState.FAILED: msg("{target}: that did not work."),
}
# What is made at these is no draft.
_WRITTEN, _DELIVERED = msg("{target}: the file is written."), msg("{target}: the edition was delivered.")
_KIND_SENTENCES: Mapping[tuple[str, PushState], Message] = {
    ("folder", PushState.CREATED): _WRITTEN,
    ("folder", PushState.UPDATED): _WRITTEN,
    ("folder", PushState.EDITED): msg("{target}: the file was changed there; it was left alone."),
    ("folder", PushState.GONE): msg("{target}: the file was deleted there."),
    ("webhook", PushState.CREATED): _DELIVERED,
    ("webhook", PushState.UPDATED): _DELIVERED,
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


def pushed_words(receipt: Receipt | None, changes: int, when: str) -> Message:
    """ "draft of 28.11.2026, 2 changes here since"; `when` is the last push as it is shown."""
    if receipt is None:
        return msg("nothing pushed yet")
    if receipt.state == BEGUN:
        return msg("begun; whether it arrived is not known")
    if receipt.state == FAILED:
        return msg("was refused")
    known = receipt.kind if receipt.status in ("", RemoteStatus.DRAFT) else receipt.status
    words = Message(_STATE_WORDS.get(known, _DRAFT).template, {"when": when})
    if changes:
        counted = nmsg("{n} change here since", "{n} changes here since", changes)
        words = msg("{state}, {changes}", state=words, changes=counted)
    if edited := receipt.detail.get(EDITED_THERE, "").split():
        names = joined([field_name(name) for name in dict.fromkeys(edited)], ", ")
        words = msg("{state}; changed there: {fields}", state=words, fields=names)
    return words


def field_name(field_id: str) -> Message:
    """The user's word for a field of a draft."""
    return _FIELDS.get(field_id, msg("text"))


_DRAFT = msg("draft of {when}")
# By what became of it there; a draft at some kinds of targets has a word of its own.
_STATE_WORDS: Mapping[str, Message] = {
    RemoteStatus.PUBLISHED: msg("published; pushed on {when}"),
    RemoteStatus.PRIVATE: msg("published there for members only; pushed on {when}"),
    RemoteStatus.SCHEDULED: msg("scheduled there; pushed on {when}"),
    RemoteStatus.TRASHED: msg("in the trash there; pushed on {when}"),
    DELETED: msg("deleted there; pushed on {when}"),
    RemoteStatus.SENT: msg("mailed on {when}"),
    "folder": msg("file of {when}"),
    "mastodon": msg("visible to you alone, of {when}"),
    "webhook": msg("delivered on {when}"),
}
_FIELDS = {
    "title": msg("title"),
    "excerpt": msg("excerpt"),
    "subject": msg("subject"),
    "preheader": msg("preheader"),
}
