"""One push: find the draft, decide if it may change, record the push, send it, complete it."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from digest.config.clock import Clock
from digest.config.settings import PublishSettings
from digest.domain.errors import Conflict
from digest.domain.message import Message, msg, nmsg
from digest.domain.publishing import PublishFailure
from digest.domain.receipt import BEGUN, DONE, FAILED, Receipt, receipt_of
from digest.publish.publisher import Publication, Publisher, Remote, RemoteStatus
from digest.publish.texts import edited_fields, kept_texts, known_text
from digest.services.publishing.guarded_web import GuardedWeb
from digest.services.publishing.outcomes import DELETED, EDITED_THERE, Outcome, PushState, TextChange
from digest.services.publishing.publications import content_hash
from digest.storage.store import Store

_LEFT_ALONE: Mapping[RemoteStatus, PushState] = {
    RemoteStatus.PUBLISHED: PushState.PUBLISHED,
    RemoteStatus.PRIVATE: PushState.PUBLISHED,
    RemoteStatus.TRASHED: PushState.TRASHED,
}
# A push that was begun so many seconds ago is over: all its requests may take no longer. A push of this computer is
# known to be over once its process has ended, unless another process has got the same number.
_ABANDONED_SECONDS = 300
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person who pushes allows.

    `overwrite` others' changes; `anew` makes another draft for a lost one; `public` goes beyond a draft, if the target
    says so, too; `again` repeats what cannot be updated (a mail).
    """

    overwrite: bool = False
    anew: bool = False
    public: bool = False
    again: bool = False


NO_CONSENT = Consent()


@dataclass(frozen=True, slots=True)
class OpenTarget:
    """A target with its web client; `told` gathers remarks beside the outcome."""

    settings: PublishSettings
    publisher: Publisher
    web: GuardedWeb
    told: list[Message]


@dataclass(frozen=True, slots=True)
class Sending:
    """A push to be sent, as a new draft or over what was `found`; `notes` are shown with it."""

    receipt: Receipt
    found: Remote | None = None
    notes: tuple[Message, ...] = ()


class Push:
    """One push of one edition to one target; a trial only decides, and keeps nothing."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        curator: str,
        there: OpenTarget,
        publication: Publication,
        consent: Consent,
        *,
        is_trial: bool = False,
    ) -> None:
        self._store = store
        self._clock = clock
        self._curator = curator
        self._there = there
        self._month = publication.edition_id
        self._publication = publication
        self._consent = consent
        self._is_trial = is_trial
        self._name = there.settings.name
        self._stored = receipt_of(store.edition(self._month).receipts, self._name)
        self._hash = content_hash(publication, there.settings)

    def run(self) -> Outcome:
        """Push, unless that would take something from somebody."""
        decided = self.decide()
        return decided if isinstance(decided, Outcome) else self._send(decided)

    def decide(self) -> Outcome | Sending:
        """What to send, or why nothing; what is found there is recorded, except in a trial."""
        known = self._stored if self._stored and is_same_place(self._stored, self._there.settings) else None
        if known is not None and self._is_at_work(known):
            return Outcome(self._name, PushState.BUSY, known)
        receipt = known or self._fresh()
        found = self._there.publisher.find(receipt)
        if isinstance(found, PublishFailure):
            return Outcome(self._name, PushState.FAILED, known, failure=found)
        if found is None:
            if receipt.is_known and not self._consent.anew:
                lost = replace(receipt, status=DELETED, detail=without_note(receipt.detail))
                return Outcome(self._name, PushState.GONE, self._kept_if_alone(lost))
            return Sending(self._fresh())
        if not found.is_ours:
            note = msg("There was something of that address already, not made by digest; the draft got another.")
            return Sending(receipt, notes=(note,))
        return self._meet(receipt, found)

    def _fresh(self) -> Receipt:
        """A receipt for a new draft, with what the newest one there knows of all editions."""
        target, lasting = self._there.settings, self._there.publisher.lasting
        fresh = new_receipt(target, self._publication)
        if not lasting:
            return fresh
        receipts = (receipt_of(edition.receipts, target.name) for edition in self._store.editions())
        known = [receipt for receipt in receipts if receipt and receipt.is_done and is_same_place(receipt, target)]
        newest = max(known, key=lambda receipt: receipt.pushed or _LONG_AGO, default=None)
        kept = {name: text for name, text in newest.detail.items() if name.startswith(lasting)} if newest else {}
        # "0" is a category that could not be made then.
        return replace(fresh, detail={**fresh.detail, **{name: text for name, text in kept.items() if text != "0"}})

    def _meet(self, receipt: Receipt, found: Remote) -> Outcome | Sending:
        """A draft of ours is there: update it, if that takes nothing from anybody."""
        consent = self._consent
        receipt = replace(receipt, id=found.id, url=found.url or receipt.url, status=found.status)
        if found.status is RemoteStatus.TRASHED and consent.anew:
            return Sending(self._fresh())
        if found.status is RemoteStatus.SENT:
            return self._meet_mail(receipt, found)
        if found.status in _LEFT_ALONE and (found.status is RemoteStatus.TRASHED or not consent.overwrite):
            return Outcome(self._name, _LEFT_ALONE[found.status], self._noted(receipt, found), found)
        compared = receipt
        if not (receipt.texts or receipt.awaited):  # found by its mark: of another library, or one that was restored
            compared = replace(receipt, texts=kept_texts(self._there.publisher.texts(self._publication)))
        edited = edited_fields(compared, found)
        if edited and not consent.overwrite:
            noted = self._noted(replace(receipt, detail={**receipt.detail, EDITED_THERE: " ".join(edited)}), found)
            return Outcome(self._name, PushState.EDITED, noted, found, self._changes(compared, found, edited))
        receipt = replace(receipt, detail=without_note(receipt.detail))
        is_there = receipt.is_done or _has_arrived(receipt, found)
        if receipt.sent == self._hash and is_there and not edited and not self._publication.again:
            state = PushState.UNCHANGED if receipt.is_done else PushState.CREATED
            return Outcome(self._name, state, self._arrived(receipt, found), found)
        return Sending(receipt, found)

    def _meet_mail(self, receipt: Receipt, found: Remote) -> Outcome | Sending:
        """It was mailed, or may have been: once more only if that is asked for."""
        if self._consent.again:
            return Sending(receipt)
        if receipt.is_done and receipt.sent == self._hash:
            return Outcome(self._name, PushState.UNCHANGED, receipt, found)
        state = PushState.ALREADY_SENT if receipt.is_done else PushState.PERHAPS_SENT
        return Outcome(self._name, state, receipt, found)

    def _arrived(self, receipt: Receipt, found: Remote) -> Receipt:
        """What was sent before is there: also a push whose answer was lost is done."""
        if receipt.is_done and self._stored == receipt:
            return receipt
        done = replace(_done(receipt), modified=found.modified, texts=kept_texts(found.texts), awaited={})
        return self._kept_if_alone(done)

    def _noted(self, receipt: Receipt, found: Remote) -> Receipt:
        """Keep what became of it there: `edition show` tells it."""
        if not receipt.is_done:  # something is there; whether the last push arrived can be seen from its texts alone
            arrived = _has_arrived(receipt, found)
            receipt = _done(receipt) if arrived else replace(_done(receipt), pushed=receipt.pushed, sent="")
        return receipt if self._stored is None or receipt == self._stored else self._kept_if_alone(receipt)

    def _kept_if_alone(self, receipt: Receipt) -> Receipt:
        """Keep what was only looked at; what somebody else has kept meanwhile is newer."""
        try:
            return receipt if self._is_trial else self._keep(receipt, self._stored)
        except Conflict:
            return receipt

    def _send(self, sending: Sending) -> Outcome:
        """Write the push down, send it, complete it."""
        there, receipt, notes = self._there, sending.receipt, sending.notes
        begun = replace(
            receipt,
            state=BEGUN,
            sent=self._hash,
            awaited=kept_texts(there.publisher.texts(self._publication)),
            detail={**receipt.detail, "process": _this_process()},
            begun=self._clock(),
            by=self._curator,
        )
        try:
            self._keep(begun, self._stored)
        except Conflict:
            return Outcome(self._name, PushState.BUSY, self._stored)
        pushed = there.publisher.push(self._publication, begun)
        if isinstance(pushed, PublishFailure):
            return self._failed(begun, pushed)
        detail = _without(pushed.detail, "process")
        done = self._keep(replace(pushed, detail=detail, awaited={}), begun)
        if pushed.status == RemoteStatus.SENT:
            return Outcome(self._name, PushState.SENT, done, notes=(*notes, *there.told, *_mailed(done)))
        state = PushState.UPDATED if sending.found is not None else PushState.CREATED
        return Outcome(self._name, state, done, notes=(*notes, *there.told))

    def _failed(self, begun: Receipt, failure: PublishFailure) -> Outcome:
        """Undo the record of what was not sent; what may have arrived stays begun, for next time."""
        if failure.is_unclear:
            kept = replace(begun, detail=_without(begun.detail, "process"))
        elif self._stored is not None and self._stored.id == begun.id:
            kept = self._stored
        else:
            kept = replace(begun, state=FAILED, awaited={}, sent="", detail={})
        self._keep(kept, begun)
        return Outcome(self._name, PushState.FAILED, kept, failure=failure)

    def _keep(self, receipt: Receipt, instead_of: Receipt | None) -> Receipt:
        """Raises Conflict if somebody else has kept another meanwhile."""
        self._store.keep_receipt(self._month, receipt, self._clock(), instead_of=instead_of)
        return receipt

    def _changes(self, receipt: Receipt, found: Remote, edited: tuple[str, ...]) -> tuple[TextChange, ...]:
        ours = self._there.publisher.texts(self._publication)
        return tuple(
            TextChange(name, known_text(receipt, name), found.texts[name], ours.get(name, "")) for name in edited
        )

    def _is_at_work(self, known: Receipt) -> bool:
        """True if another process has begun this push and may still be waiting for its answer."""
        process = known.detail.get("process", "")
        if known.state != BEGUN or not process or process == _this_process():
            return False
        # Begun in the future: one of the two clocks is wrong.
        elapsed = abs((self._clock() - known.begun).total_seconds()) if known.begun else _ABANDONED_SECONDS
        host, _, number = process.rpartition(":")
        return elapsed < _ABANDONED_SECONDS and (host != socket.gethostname() or _is_alive(number))


def new_receipt(target: PublishSettings, publication: Publication) -> Receipt:
    """A receipt that only knows where the draft would be looked for."""
    return Receipt(
        target.name, target.kind, mark=publication.mark, slug=publication.slug, detail={"place": _place(target)}
    )


def _done(receipt: Receipt) -> Receipt:
    """The receipt of a push that has arrived, also if its answer was lost."""
    if receipt.is_done:
        return receipt
    when = receipt.begun or receipt.pushed
    return replace(receipt, state=DONE, pushed=when, detail=_without(receipt.detail, "process"))


def without_note(detail: Mapping[str, str]) -> dict[str, str]:
    """The particulars of a receipt whose draft nobody has changed."""
    return _without(detail, EDITED_THERE)


def _without(detail: Mapping[str, str], name: str) -> dict[str, str]:
    return {key: text for key, text in detail.items() if key != name}


def is_same_place(receipt: Receipt, target: PublishSettings) -> bool:
    """False for a receipt of another kind or address: it is not this target's."""
    return receipt.kind == target.kind and receipt.detail.get("place", "") == _place(target)


def _place(target: PublishSettings) -> str:
    """The address as a hash: it may hold a token, which the library must not keep."""
    return hashlib.sha256(target.url.encode()).hexdigest()[:16]


def _has_arrived(receipt: Receipt, found: Remote) -> bool:
    """True if a begun push has arrived. An earlier text of ours means it has not.

    Of a push in several steps only the first may have arrived; then texts are missing.
    """
    awaited = replace(receipt, texts={})
    return all(name in found.texts for name in receipt.awaited) and not edited_fields(awaited, found)


def _mailed(receipt: Receipt) -> tuple[Message, ...]:
    """To how many a mail went, and whom the server refused."""
    count = int(receipt.detail.get("recipients", "0"))
    sent = nmsg("It went to {n} address.", "It went to {n} addresses.", count)
    refused = receipt.detail.get("refused", "")
    return (sent, msg("The server refused: {addresses}.", addresses=refused)) if refused else (sent,)


def _this_process() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _is_alive(number: str) -> bool:
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True
