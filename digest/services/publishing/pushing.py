"""Pushing editions to targets: what is there, what may be changed, what was sent; every rule, for both front ends.

A push is written into the edition before the request and completed after it. So whatever cuts it off, the next one
looks for the draft before it makes another.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from time import sleep
from typing import TYPE_CHECKING

from digest.config.clock import Clock
from digest.config.settings import PublishSettings, Settings
from digest.domain.errors import Conflict, NotFound
from digest.domain.message import Message, msg, nmsg
from digest.domain.receipt import BEGUN, DONE, FAILED, Receipt, receipt_of
from digest.publish.publisher import (
    Capabilities,
    Means,
    Outgoing,
    Publication,
    Publisher,
    PublishFailure,
    Remote,
    RemoteStatus,
)
from digest.publish.registry import publisher
from digest.publish.texts import edited_fields, kept_texts, known_text
from digest.services.publishing.guarded_web import GuardedWeb
from digest.services.publishing.outcomes import Outcome, PushState, TextChange
from digest.services.publishing.publications import content_hash, publication_for
from digest.services.publishing.secrets import secret_of
from digest.storage.store import Store

if TYPE_CHECKING:
    from digest.services.curation.editions import Editions
    from digest.services.publishing.exports import Exports

_LEFT_ALONE: Mapping[RemoteStatus, PushState] = {
    RemoteStatus.PUBLISHED: PushState.PUBLISHED,
    RemoteStatus.TRASHED: PushState.TRASHED,
}
# A push of another computer that was begun so long ago is over: longer than any request may take.
_ABANDONED_SECONDS = 120


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


@dataclass(frozen=True, slots=True)
class TargetState:
    """A target beside one edition. `changes` counts what was changed in the edition since the last push."""

    settings: PublishSettings
    receipt: Receipt | None
    changes: int


class Publishing:
    """The targets of one configuration and the editions of one library."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        clock: Clock,
        environ: Mapping[str, str],
        editions: Editions,
        exports: Exports,
        pause: Callable[[float], None] = sleep,
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._environ = environ
        self._editions = editions
        self._exports = exports
        self._pause = pause

    @property
    def targets(self) -> tuple[PublishSettings, ...]:
        """All targets, in the order of the configuration."""
        return tuple(self._settings.publish.values())

    def target(self, name: str) -> PublishSettings:
        """One target. Raises NotFound, with the names there are."""
        if name in self._settings.publish:
            return self._settings.publish[name]
        if not self._settings.publish:
            raise NotFound(
                msg("No target is configured."),
                msg("Write a [publish.NAME] into the configuration; docs/publishing.md shows how."),
            )
        raise NotFound(
            msg("There is no target “{name}”.", name=name),
            msg("Targets are: {names}.", names=", ".join(self._settings.publish)),
        )

    def states(self, month: str) -> list[TargetState]:
        """Every target with what is known of this edition there. Asks nobody."""
        edition = self._store.edition(month)
        picks = self._store.picks(month)
        states = []
        for target in self.targets:
            receipt = receipt_of(edition.receipts, target.name)
            since = receipt.pushed if receipt is not None else None
            moments = [edition.changed, *(pick.changed for pick in picks)]
            changes = sum(1 for moment in moments if since and moment and moment > since)
            states.append(TargetState(target, receipt, changes))
        return states

    def check(self, name: str) -> Capabilities | PublishFailure:
        """Connect, log in, say what may be done there. Changes nothing. Raises NotFound and ConfigError."""
        with self._opened(name) as there:
            return there.publisher.check()

    def outgoing(self, month: str, name: str) -> tuple[Outgoing, ...] | PublishFailure:
        """Exactly what a push would send, without secrets; sends nothing that changes anything."""
        with self._opened(name) as there:
            publication = self._publication(there, month, Consent())
            known = self._known(there, month)
            receipt = known or _begin(there.settings, publication)
            found = there.publisher.find(receipt)
            if isinstance(found, PublishFailure):
                return found
            if found is not None and found.is_ours:
                receipt = replace(receipt, id=found.id)
            return there.publisher.outgoing(publication, receipt)

    def push(self, month: str, name: str, consent: Consent = Consent()) -> Outcome:
        """Make or update the draft of an edition at a target, unless that would take something from somebody there.

        Raises NotFound, ConfigError, UsageError (a template that does not exist) and LibraryError.
        """
        with self._opened(name) as there:
            outcome = _Push(self, there, month, consent).run()
            return replace(outcome, requests=there.web.counted)

    def there_now(self, month: str, name: str) -> Remote | PublishFailure | None:
        """What stands at the target now; None if nothing was ever pushed, or it is gone."""
        with self._opened(name) as there:
            known = self._known(there, month)
            return there.publisher.find(known) if known is not None else None

    # What a push needs

    @contextmanager
    def _opened(self, name: str) -> Iterator[_There]:
        target = self.target(name)
        with GuardedWeb(self._settings.network, self._environ, target.url, verify=target.verify) as web:
            secret = _Secret(target, self._environ)
            means = Means(web, secret.found, self._clock, self._pause, self._environ)
            yield _There(target, publisher(target, means), web)

    def _publication(self, there: _There, month: str, consent: Consent) -> Publication:
        made = publication_for(there.settings, there.publisher, month, self._editions, self._exports, self._settings)
        public = consent.public and there.settings.status == "publish"
        return replace(made, is_public=public, again=consent.again)

    def _known(self, there: _There, month: str) -> Receipt | None:
        """The receipt of this target; one of another kind or address says nothing of the present one."""
        known = receipt_of(self._store.edition(month).receipts, there.settings.name)
        return known if known is not None and _is_same_place(known, there.settings) else None

    def keep(self, month: str, receipt: Receipt, instead_of: Receipt | None) -> Receipt:
        """Keep a receipt in the edition. Raises Conflict if somebody else has kept another meanwhile."""
        self._store.keep_receipt(month, receipt, self._clock(), instead_of=instead_of)
        return receipt


@dataclass(frozen=True, slots=True)
class _There:
    settings: PublishSettings
    publisher: Publisher
    web: GuardedWeb


class _Secret:
    """A target's password, looked up once and only when it is needed: a command may ask a person."""

    def __init__(self, target: PublishSettings, environ: Mapping[str, str]) -> None:
        self._target = target
        self._environ = environ

    def found(self) -> str | PublishFailure:
        return self._looked_up

    @cached_property
    def _looked_up(self) -> str | PublishFailure:
        return secret_of(self._target, self._environ)


class _Push:
    """One push of one edition to one target."""

    def __init__(self, publishing: Publishing, there: _There, month: str, consent: Consent) -> None:
        self._publishing = publishing
        self._there = there
        self._month = month
        self._consent = consent
        self._name = there.settings.name
        self._stored = receipt_of(publishing._store.edition(month).receipts, self._name)
        self._publication = publishing._publication(there, month, consent)
        self._hash = content_hash(self._publication, there.settings)

    def run(self) -> Outcome:
        known = self._stored if self._stored and _is_same_place(self._stored, self._there.settings) else None
        if known is not None and self._is_at_work(known):
            return Outcome(self._name, PushState.BUSY, known)
        receipt = known or _begin(self._there.settings, self._publication)
        found = self._there.publisher.find(receipt)
        if isinstance(found, PublishFailure):
            return Outcome(self._name, PushState.FAILED, known, failure=found)
        if found is None:
            if receipt.is_known and not self._consent.anew:
                return Outcome(self._name, PushState.GONE, receipt)
            return self._send(_begin(self._there.settings, self._publication), None)
        if not found.is_ours:
            note = msg("There was something of that address already, not made by digest; the draft got another.")
            return self._send(receipt, None, note)
        return self._meet(receipt, found)

    def _meet(self, receipt: Receipt, found: Remote) -> Outcome:
        """A draft of ours is there: update it, if that takes nothing from anybody."""
        consent = self._consent
        receipt = replace(receipt, id=found.id, url=found.url or receipt.url, status=found.status)
        if found.status is RemoteStatus.TRASHED and consent.anew:
            return self._send(_begin(self._there.settings, self._publication), None)
        if found.status is RemoteStatus.SENT:
            return self._meet_mail(receipt, found)
        if found.status in _LEFT_ALONE and (found.status is RemoteStatus.TRASHED or not consent.overwrite):
            return Outcome(self._name, _LEFT_ALONE[found.status], self._noted(receipt), found)
        compared = receipt
        if not (receipt.texts or receipt.awaited):  # found by its mark: of another library, or one that was restored
            compared = replace(receipt, texts=kept_texts(self._there.publisher.texts(self._publication)))
        edited = edited_fields(compared, found)
        if edited and not consent.overwrite:
            return Outcome(self._name, PushState.EDITED, receipt, found, self._changes(compared, found, edited))
        # Of a push in several steps only the first may have arrived; then texts are missing.
        is_whole = all(name in found.texts for name in receipt.awaited)
        if receipt.sent == self._hash and is_whole and not edited and not self._publication.again:
            state = PushState.UNCHANGED if receipt.is_done else PushState.CREATED
            return Outcome(self._name, state, self._arrived(receipt, found), found)
        return self._send(receipt, found)

    def _meet_mail(self, receipt: Receipt, found: Remote) -> Outcome:
        """It was mailed, or may have been: once more only if that is asked for."""
        if self._consent.again:
            return self._send(receipt, None)
        if receipt.is_done and receipt.sent == self._hash:
            return Outcome(self._name, PushState.UNCHANGED, receipt, found)
        state = PushState.ALREADY_SENT if receipt.is_done else PushState.PERHAPS_SENT
        return Outcome(self._name, state, receipt, found)

    def _arrived(self, receipt: Receipt, found: Remote) -> Receipt:
        """What was sent before is there: also a push whose answer was lost is done."""
        if receipt.is_done and self._stored == receipt:
            return receipt
        done = replace(
            receipt,
            state=DONE,
            modified=found.modified,
            texts=kept_texts(found.texts),
            awaited={},
            pushed=receipt.pushed or receipt.begun,
        )
        return self._publishing.keep(self._month, done, self._stored)

    def _noted(self, receipt: Receipt) -> Receipt:
        """Keep what became of it there: `edition show` tells it."""
        if self._stored is not None and receipt.is_done and receipt != self._stored:
            return self._publishing.keep(self._month, receipt, self._stored)
        return receipt

    def _send(self, receipt: Receipt, found: Remote | None, *notes: Message) -> Outcome:
        """Write the push down, send it, complete it."""
        clock, there = self._publishing._clock, self._there
        begun = replace(
            receipt,
            state=BEGUN,
            sent=self._hash,
            awaited=kept_texts(there.publisher.texts(self._publication)),
            detail={**receipt.detail, "process": _this_process()},
            begun=clock(),
            by=self._publishing._settings.edition.curator,
        )
        try:
            self._publishing.keep(self._month, begun, self._stored)
        except Conflict:
            return Outcome(self._name, PushState.BUSY, self._stored)
        pushed = there.publisher.push(self._publication, begun)
        if isinstance(pushed, PublishFailure):
            return self._failed(begun, pushed)
        detail = {name: text for name, text in pushed.detail.items() if name != "process"}
        done = self._publishing.keep(self._month, replace(pushed, detail=detail, awaited={}), begun)
        if pushed.status == RemoteStatus.SENT:
            return Outcome(self._name, PushState.SENT, done, notes=(*notes, *_mailed(done)))
        state = PushState.UPDATED if found is not None else PushState.CREATED
        return Outcome(self._name, state, done, notes=notes)

    def _failed(self, begun: Receipt, failure: PublishFailure) -> Outcome:
        """What was surely not sent is taken back; what may have arrived stays begun, and is looked for next time."""
        if failure.is_unclear:
            kept = replace(begun, detail={k: v for k, v in begun.detail.items() if k != "process"})
        elif self._stored is not None and self._stored.id == begun.id:
            kept = self._stored
        else:
            kept = replace(begun, state=FAILED, awaited={}, sent="", detail={})
        self._publishing.keep(self._month, kept, begun)
        return Outcome(self._name, PushState.FAILED, kept, failure=failure)

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
        host, _, number = process.rpartition(":")
        if host == socket.gethostname():
            return _is_alive(number)
        elapsed = (self._publishing._clock() - known.begun).total_seconds() if known.begun else _ABANDONED_SECONDS
        return elapsed < _ABANDONED_SECONDS


def _begin(target: PublishSettings, publication: Publication) -> Receipt:
    return Receipt(target.name, target.kind, mark=publication.mark, slug=publication.slug, detail={"url": target.url})


def _is_same_place(receipt: Receipt, target: PublishSettings) -> bool:
    return receipt.kind == target.kind and receipt.detail.get("url", "") == target.url


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
