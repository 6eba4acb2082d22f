"""The preflight of an edition: gathers the data, applies the rules, asks for links if told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from digest.config.settings import Settings
from digest.domain.edition import Assembled, Pick
from digest.domain.errors import NotFound, UsageError
from digest.domain.message import Message, msg
from digest.domain.preflight.link_rules import LinkAnswer, link_remarks
from digest.domain.preflight.preflight_rules import RULE_IDS, heard, in_order, look
from digest.domain.preflight.remark import Checked, Remark, with_silenced, without_silenced
from digest.services.curation.editions import Editions
from digest.services.curation.picks import Memory
from digest.storage.store import Store

if TYPE_CHECKING:
    from digest.config.clock import Clock


class Preflight:
    """Checks editions of one library.

    An interface that checks while somebody types calls `checked` when the library has changed, puts what is being
    typed into it with `dataclasses.replace`, and calls `look`, which does no I/O.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        clock: Clock,
        environ: Mapping[str, str],
        editions: Editions,
        memory: Memory,
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._environ = environ
        self._editions = editions
        self._memory = memory
        self._answers: Mapping[str, LinkAnswer] = {}

    def checked(self, month: str) -> Checked:
        """Everything that the rules look at, as the library has it now."""
        edition = self._store.edition(month)
        picks = self._editions.picks(month)
        recollections = self._memory.recollections([pick.canonical_url or pick.entry_id for pick in picks])
        notes = [note for note in self._store.notes() if note.is_open]
        trouble: Message | None = None
        title = ""
        try:
            title = self._editions.title(edition, len(picks))
        except UsageError as error:
            trouble = error.message
        return Checked(
            edition=edition,
            picks=picks,
            language=self._editions.language(edition),
            target=self._settings.edition.target,
            standing=self._settings.categories.standing,
            teasers={pick.id: self._teaser(pick) for pick in picks if pick.entry_id},
            earlier={pick.id: recollections.earlier(pick.canonical_url or pick.entry_id, month) for pick in picks},
            title_trouble=trouble,
            # A configured sender means that the edition goes out by mail.
            imprint_missing=bool(self._settings.export.sender and not self._settings.export.imprint.strip()),
            quotes=self._settings.export.quotes,
            title=title,
            by_mail=bool(self._settings.export.sender),
            notes={
                pick.id: found for pick in picks if (found := [note.text for note in notes if note.is_about_pick(pick)])
            },
            names_sources=self._settings.export.credit or self._settings.export.style == "B",
        )

    def look(self, checked: Checked) -> list[Remark]:
        """Apply the rules without the web, at every keystroke; known answers for links count."""
        silence = self._settings.check.silence
        remarks = look(checked, silence)
        if not self._answers:
            return remarks
        return in_order([*remarks, *heard(checked, list(link_remarks(checked, self._answers)), silence)])

    def remarks(self, month: str) -> list[Remark]:
        """All remarks on an edition as it stands in the library."""
        return self.look(self.checked(month))

    def secret_links(self, assembled: Assembled) -> list[Remark]:
        """Links with a password or token in an edition that is exported; asks the library nothing."""
        own = self._settings
        checked = Checked(
            assembled.edition, assembled.picks, assembled.language, own.edition.target,
            own.categories.standing,
        )  # fmt: skip
        return look(checked, own.check.silence, ("secret-link",))

    def ask_links(self, month: str, tell: Callable[[str], None]) -> int:
        """Request every link of an edition, one at a time a host; return their number."""
        urls = list(dict.fromkeys(place.text for place in self.checked(month).addresses()))
        if urls:
            self._answers = {**self._answers, **asyncio.run(self._ask(urls, tell))}
        return len(urls)

    def with_links(self, month: str, tell: Callable[[str], None]) -> list[Remark]:
        """The remarks of `remarks`, and of every link, which is asked (`ask_links`)."""
        self.ask_links(month, tell)
        return self.remarks(month)

    def silence(self, pick: Pick, rule: str, *, silent: bool = True, reason: str = "") -> Pick:
        """Ignore this rule for this pick ("anyway"), or no longer. Raises UsageError if unknown."""
        if rule not in RULE_IDS:
            raise UsageError(
                msg("There is no preflight rule “{rule}”.", rule=rule),
                msg("Rules are: {known}.", known=", ".join(sorted(RULE_IDS))),
            )
        rules = with_silenced(pick, rule, reason) if silent else without_silenced(pick, rule)
        return self._store.change_pick(pick.id, {"silenced": rules}, self._clock())

    async def _ask(self, urls: list[str], tell: Callable[[str], None]) -> dict[str, LinkAnswer]:
        from digest.feeds.client import Client
        from digest.feeds.linkcheck import ask_link
        from digest.isolation.readpool import ReadPool

        async with Client(self._settings.network, self._environ) as client, ReadPool() as pool:

            async def one(url: str) -> LinkAnswer:
                answer = await ask_link(client, pool, url, self._clock())
                tell(url)
                return answer

            answers = await asyncio.gather(*map(one, urls))
        return dict(zip(urls, answers, strict=True))

    def _teaser(self, pick: Pick) -> str:
        try:
            return self._store.entry(pick.entry_id).entry.summary
        except NotFound:
            return ""
