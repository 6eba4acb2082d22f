"""Push editions to targets: every rule of it, for both front ends.

A push is written into the edition before the request and completed after it. So after any interruption the next one
looks for the draft before it makes another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from time import sleep
from typing import TYPE_CHECKING

from digest.config.clock import Clock
from digest.config.settings import PublishSettings, Settings
from digest.domain.errors import NotFound, UsageError
from digest.domain.message import Message, msg
from digest.domain.preflight.remark import Checked
from digest.domain.publishing import Capabilities, Outgoing, PublishFailure
from digest.domain.receipt import Receipt, receipt_of
from digest.publish.publisher import COMMAND_SECONDS, Means, Publication, Remote
from digest.publish.registry import KINDS, MAIL_KINDS, MAILED_AT_ONCE, publisher
from digest.publish.texts import edited_fields, kept_texts
from digest.services.publishing.guarded_web import GuardedWeb
from digest.services.publishing.one_push import (
    NO_CONSENT,
    Consent,
    OpenTarget,
    Push,
    Sending,
    is_same_place,
    new_receipt,
    without_note,
)
from digest.services.publishing.outcomes import DELETED, EDITED_THERE, Outcome, PushState
from digest.services.publishing.publications import content_hash, publication_for
from digest.services.publishing.secrets import secret_of
from digest.services.publishing.taking import Theirs, theirs_in
from digest.storage.store import Store

if TYPE_CHECKING:
    from digest.services.curation.editions import Editions
    from digest.services.publishing.exports import Exports


@dataclass(frozen=True, slots=True)
class TargetState:
    """A target beside one edition; `changes` counts the edition's changes since the last push."""

    settings: PublishSettings
    receipt: Receipt | None
    changes: int

    @property
    def url(self) -> str:
        """Where the draft is; empty if there is none."""
        if self.receipt is None or self.receipt.status == DELETED:
            return ""
        return self.receipt.url

    @property
    def place(self) -> str:
        """Where it leads: the draft's address, else the target's, its folder or its mail server."""
        options = self.settings.options
        return self.url or self.settings.url or str(options.get("folder") or options.get("host") or "")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a push would send; `instead` says why it would not, with the parts held back."""

    parts: tuple[Outgoing, ...]
    instead: Outcome | None = None


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
        command_seconds: float = COMMAND_SECONDS,
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._environ = environ
        self._editions = editions
        self._exports = exports
        self._pause = pause
        self._command_seconds = command_seconds

    @property
    def kinds(self) -> tuple[str, ...]:
        """What a target may be."""
        return KINDS

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
                msg(
                    "Write [publish.NAME] with kind, url, user and password into the configuration; kinds: {kinds}.",
                    kinds=", ".join(KINDS),
                ),
            )
        raise NotFound(
            msg("There is no target “{name}”.", name=name),
            msg("Targets are: {names}.", names=", ".join(self._settings.publish)),
        )

    def require(self, names: Sequence[str]) -> None:
        """Raise NotFound, ConfigError or UsageError if a target is unusable, before any push."""
        for name in names:
            with self._opened(name) as there:
                self._exports.options({"style": there.settings.style or None}, there.settings.template)

    def states(self, month: str) -> list[TargetState]:
        """Every target with what is known of this edition there. Asks nobody."""
        edition, picks = self._store.edition(month), self._store.picks(month)
        moments = [moment for moment in (edition.changed, *(pick.changed for pick in picks)) if moment]
        states = []
        for target in self.targets:
            receipt = receipt_of(edition.receipts, target.name)
            if receipt is not None and not is_same_place(receipt, target):
                receipt = None
            states.append(TargetState(target, receipt, self._changes(month, target, receipt, moments)))
        return states

    def checked_for(self, name: str, checked: Checked) -> Checked:
        """What the preflight checks for a target: subject, preheader and imprint only for mails."""
        target = self.target(name)
        by_mail = target.kind in MAIL_KINDS
        try:
            with self._opened(name) as there:
                is_laid_out = any(one.format == "email" for one in there.publisher.renderings.values())
        except UsageError:  # told when something is asked of the target
            is_laid_out = False
        missing = is_laid_out and not self._settings.export.imprint.strip()
        return replace(checked, by_mail=by_mail, imprint_missing=missing)

    def check(self, name: str) -> Capabilities | PublishFailure:
        """Connect, log in, report the rights. Changes nothing. Raises NotFound and ConfigError."""
        with self._opened(name) as there:
            return there.publisher.check()

    def login_page(self, name: str) -> str | PublishFailure:
        """The page on which a password for that target is made; empty if its kind has none."""
        with self._opened(name) as there:
            found = getattr(there.publisher, "login_page", None)
            page: str | PublishFailure = found() if found is not None else ""
            return page

    def question(self, name: str, receipt: Receipt | None) -> Message | None:
        """What to ask a person before the first push of what nobody can take back; None for a draft."""
        target = self.target(name)
        if target.kind != MAILED_AT_ONCE or (receipt is not None and receipt.sent):
            return None
        named = target.options.get("to")
        to = ", ".join(map(str, named)) if isinstance(named, list) else ""
        return msg("A mail cannot be taken back. It goes to: {addresses}. Enter sends it.", addresses=to)

    def plan(self, month: str, name: str, consent: Consent = NO_CONSENT) -> Plan | PublishFailure:
        """Exactly what a push would send, without secrets; changes and records nothing."""
        with self._opened(name) as there:
            publication = self._publication(there, month, consent)
            curator = self._settings.edition.curator
            decided = Push(self._store, self._clock, curator, there, publication, consent, is_trial=True).decide()
            if isinstance(decided, Sending):
                parts = there.publisher.outgoing(publication, decided.receipt)
                return parts if isinstance(parts, PublishFailure) else Plan(parts)
            if decided.failure is not None:
                return decided.failure
            is_there = decided.receipt is not None and decided.remote is not None
            receipt = decided.receipt if is_there else None
            parts = there.publisher.outgoing(publication, receipt or new_receipt(there.settings, publication))
            return parts if isinstance(parts, PublishFailure) else Plan(parts, decided)

    def push(self, month: str, name: str, consent: Consent = NO_CONSENT) -> Outcome:
        """Make or update an edition's draft at a target, unless it would overwrite other work.

        Raises NotFound, ConfigError, UsageError (a template that does not exist) and LibraryError.
        """
        with self._opened(name) as there:
            publication = self._publication(there, month, consent)
            curator = self._settings.edition.curator
            outcome = Push(self._store, self._clock, curator, there, publication, consent).run()
            return replace(outcome, requests=there.web.counted)

    def take_theirs(self, month: str, name: str) -> Outcome:
        """Take what was changed in the draft into the edition; the draft stays, and is ours again.

        Raises NotFound, ConfigError, EditionClosed, Conflict and LibraryError.
        """
        with self._opened(name) as there:
            known = self._known(there, month)
            found = there.publisher.find(known) if known is not None else None
            if known is None or found is None:
                return Outcome(name, PushState.GONE, known)
            if isinstance(found, PublishFailure):
                return Outcome(name, PushState.FAILED, known, failure=found)
            edited = edited_fields(known, found)
            if not edited:
                return Outcome(name, PushState.UNCHANGED, known, found)
            publication = self._publication(there, month, NO_CONSENT)
            edition, picks = self._store.edition(month), self._store.picks(month)
            taken = theirs_in(edition, picks, edited, found, publication.rendered)
            if not taken.is_nothing:
                self._store.revise_edition(month, taken.revision, self._clock())
            receipt = self._with_theirs(there, month, known, found, taken)
            self._store.keep_receipt(month, receipt, self._clock(), instead_of=known)
            state = PushState.EDITED if set(edited) - set(taken.fields) else PushState.TAKEN
            return Outcome(name, state, receipt, found, notes=taken.notes)

    def _with_theirs(self, there: OpenTarget, month: str, known: Receipt, found: Remote, taken: Theirs) -> Receipt:
        """The receipt after taking texts: they are ours now; if it was all, nothing is to be sent."""
        texts = kept_texts(found.texts)
        ours_now = {**known.texts, **{name: texts[name] for name in taken.fields}}
        receipt = replace(known, texts=ours_now, awaited={}, modified=found.modified)
        left = [name for name in edited_fields(receipt, found) if name not in taken.fields]
        if left:
            return replace(receipt, detail={**receipt.detail, EDITED_THERE: " ".join(left)})
        publication = self._publication(there, month, NO_CONSENT)
        ours = there.publisher.texts(publication)
        is_same = all(found.texts.get(name) == text for name, text in ours.items())
        sent = content_hash(publication, there.settings) if is_same else receipt.sent
        return replace(receipt, detail=without_note(receipt.detail), sent=sent)

    def there_now(self, month: str, name: str) -> Remote | PublishFailure | None:
        """What stands at the target now; None if nothing was ever pushed, or it is gone."""
        with self._opened(name) as there:
            known = self._known(there, month)
            return there.publisher.find(known) if known is not None else None

    def _changes(
        self, month: str, target: PublishSettings, receipt: Receipt | None, moments: Sequence[datetime]
    ) -> int:
        """The number of texts changed since the last push, by what would be sent, not by clocks."""
        if receipt is None or receipt.pushed is None:
            return 0
        since = receipt.pushed
        counted = sum(moment > since for moment in moments)
        try:
            with self._opened(target.name) as there:
                sent = content_hash(self._publication(there, month, NO_CONSENT), target)
        except UsageError:  # told when something is asked of the target
            return counted
        return 0 if sent == receipt.sent else max(counted, 1)

    # What a push needs

    @contextmanager
    def _opened(self, name: str) -> Iterator[OpenTarget]:
        target = self.target(name)
        with GuardedWeb(self._settings.network, self._environ, target.url, verify=target.verify) as web:
            secret = _Secret(target, self._environ)
            told: list[Message] = []
            means = Means(
                web, secret.found, self._clock, self._pause, self._environ, told.append, self._command_seconds
            )
            yield OpenTarget(target, publisher(target, means), web, told)

    def _publication(self, there: OpenTarget, month: str, consent: Consent) -> Publication:
        made = publication_for(there.settings, there.publisher, month, self._editions, self._exports, self._settings)
        public = consent.public and there.settings.status == "publish"
        return replace(made, is_public=public, again=consent.again)

    def _known(self, there: OpenTarget, month: str) -> Receipt | None:
        """The receipt of this target; one of another kind or address does not count."""
        known = receipt_of(self._store.edition(month).receipts, there.settings.name)
        return known if known is not None and is_same_place(known, there.settings) else None


class _Secret:
    """A target's password, looked up once and only if needed: a command may ask a person."""

    def __init__(self, target: PublishSettings, environ: Mapping[str, str]) -> None:
        self._target = target
        self._environ = environ

    def found(self) -> str | PublishFailure:
        return self._looked_up

    @cached_property
    def _looked_up(self) -> str | PublishFailure:
        return secret_of(self._target, self._environ)
