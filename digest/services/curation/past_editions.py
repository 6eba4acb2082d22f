"""Import old posts as closed editions, so that the memory works from the first day.

Nothing is overwritten.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from digest.config.clock import Clock
from digest.config.settings import Settings
from digest.domain.edition import Edition, Frozen, Pick
from digest.domain.entry import new_id
from digest.domain.errors import DigestError, UsageError
from digest.domain.failure_sentences import failure_reason, sentence
from digest.domain.health import Failure
from digest.domain.message import Message, msg, nmsg
from digest.domain.month import next_month
from digest.domain.text import category_label, curator_line, curator_text
from digest.domain.url import canonical, web_address, without_tracking
from digest.services.curation.editions import Editions
from digest.services.reading.pages import fetch_page
from digest.storage.store import Store

if TYPE_CHECKING:
    from digest.domain.unread_line import Unread
    from digest.feeds.client import Answer
    from digest.past.packages import Package, Packed
    from digest.past.reading import OldPage
    from digest.past.recognise import PastPick

_SHAPE = msg("Give each entry a line “Category | Title” with its link and the comment below, then import it again.")


@dataclass(frozen=True, slots=True)
class Imported:
    """An old post as the library has it now, and the lines of it that were not taken over."""

    edition: Edition
    picks: tuple[Pick, ...]
    unread: tuple[Unread, ...]


class NotImported(DigestError):
    """An old post that is no edition. `unread` are its lines that were not understood."""

    exit_code = 1

    def __init__(self, message: Message, remedy: Message, unread: Sequence[Unread] = ()) -> None:
        super().__init__(message, remedy)
        self.unread = tuple(unread)


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """The result for a file: its digests, title and error of each refused one, others' number."""

    imported: tuple[Imported, ...]
    refused: tuple[tuple[str, NotImported], ...]
    others: int


class PastEditions:
    """Imports old posts into one library."""

    def __init__(
        self, store: Store, settings: Settings, clock: Clock, environ: Mapping[str, str], editions: Editions
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._environ = environ
        self._editions = editions

    def load(self, address: str) -> bytes:
        """The page at an address, by the guarded client. Raises NotImported if it is not available."""
        answer = fetch_page(address, self._settings.network, self._environ, self._clock())
        if isinstance(answer, Failure):
            raise NotImported(sentence(answer), msg("Save the page as a file and import that."))
        if wall := asyncio.run(_wall(answer, address)):
            raise NotImported(sentence(wall), msg("Save the page as a file and import that."))
        return answer.body

    def take_in(self, name: str, body: bytes, month: str = "") -> ImportedFile:
        """Read a file's posts and store each digest as a closed edition of its month, or `month`.

        A page, mail or text is one post: raises NotImported if it is no digest, its month is not known, or that month
        has an edition. Of the posts of a WordPress export or feed, those that are no digests are only counted; raises
        NotImported if none of them is one.
        """
        package, posts = asyncio.run(_read_all(name, body))
        if isinstance(package, Failure):
            raise _unread(name, package)
        if package.nothing is not None:
            raise NotImported(package.nothing.message, package.nothing.remedy)
        found = list(zip(package.posts, posts, strict=True))
        if len(found) == 1:
            return ImportedFile((self._take_in(name, posts[0], month),), (), 0)
        return self._several(name, found, month)

    def _several(self, name: str, found: Sequence[tuple[Packed, OldPage | Failure]], month: str) -> ImportedFile:
        digests = [(packed, post) for packed, post in found if isinstance(post, Failure) or post.edition.picks]
        if not digests:
            raise NotImported(
                nmsg("Its post is no digest.", "None of its {n} posts is a digest.", len(found)),
                _SHAPE,
            )
        if month and len(digests) > 1:
            raise NotImported(
                msg("--month names the month of one post, and there are {n} digests in it.", n=len(digests)),
                msg("Import it without --month."),
            )
        imported, refused = [], []
        for packed, post in digests:
            try:
                imported.append(self._take_in(name, post, month))
            except NotImported as error:
                refused.append((packed.title, error))
        return ImportedFile(tuple(imported), tuple(refused), len(found) - len(digests))

    def _take_in(self, name: str, post: OldPage | Failure, month: str) -> Imported:
        if isinstance(post, Failure):
            raise _unread(name, post)
        if not post.edition.picks:
            if post.edition.refused is not None:  # a reason that speaks of the whole; its lines would say no more
                raise NotImported(msg("It is no digest: {why}.", why=post.edition.refused), _SHAPE)
            raise NotImported(msg("No entry was recognised in {name}.", name=name), _SHAPE, post.edition.unread)
        edition_id = month or post.month
        if not edition_id:
            raise NotImported(
                msg("{name} does not say of which month it is.", name=name),
                msg("Name the month with --month, such as --month 2019-10."),
                post.edition.unread,
            )
        taken: set[str] = set()
        picks = tuple(self._pick(pick, edition_id, post, taken) for pick in post.edition.picks)
        try:
            edition = self._store.import_edition(self._edition(edition_id, post, picks), picks, self._clock())
        except UsageError as error:
            remedy = error.remedy or msg("Name another month with --month.")
            raise NotImported(error.message, remedy) from None
        return Imported(edition, tuple(self._store.picks(edition_id)), post.edition.unread)

    def _edition(self, edition_id: str, post: OldPage, picks: Sequence[Pick]) -> Edition:
        past, when = post.edition, _published(edition_id, post)
        title = curator_line(past.title) or self._editions.title_or(edition_id, Edition(edition_id), len(picks))
        order = tuple(dict.fromkeys(pick.category for pick in picks))
        return Edition(
            edition_id,
            intro=curator_text(past.intro),
            outro=curator_text(past.outro),
            frozen=Frozen(title, order, len(picks), self._settings.edition_language),
            closed=when,
            created=when,
            changed=self._clock(),
        )

    def _pick(self, past: PastPick, edition_id: str, post: OldPage, taken: set[str]) -> Pick:
        url = without_tracking(web_address(past.url) or "")
        when = _published(edition_id, post)
        return Pick(
            id=self._new_id(taken),
            edition_id=edition_id,
            category=category_label(past.category),
            original_title=curator_line(past.title),
            url=url,
            canonical_url=canonical(url) if url else "",
            comment=curator_text(past.comment),
            source=curator_line(past.source),
            author=curator_line(past.author),
            medium=curator_line(past.medium),
            via=curator_line(past.via),
            own_post=past.own_post,
            sponsored=past.sponsored,
            curator=self._settings.edition.curator,
            created=when,
            changed=when,
        )

    def _new_id(self, taken: set[str]) -> str:
        made = new_id(lambda one: one in taken or self._store.find_picks(one))
        taken.add(made)
        return made


async def _read_all(name: str, body: bytes) -> tuple[Package | Failure, list[OldPage | Failure]]:
    """What a file holds, and each of its posts, read in processes that can be stopped."""
    from digest.feeds.charset import read_text
    from digest.isolation.readpool import ReadPool
    from digest.past.packages import PACKAGE
    from digest.past.reading import POST

    async with ReadPool() as pool:
        package = await pool.read(PACKAGE, body, name)
        if isinstance(package, Failure):
            return package, []

        async def read(packed: Packed) -> OldPage | Failure:
            text = read_text(packed.body, {"content-type": packed.content_type}).encode("utf-8", "replace")
            return await pool.read(POST, text, name, packed.kind, packed.title, packed.date)

        return package, list(await asyncio.gather(*map(read, package.posts)))


def _unread(name: str, failure: Failure) -> NotImported:
    return NotImported(
        msg("{name} could not be read ({reason}).", name=name, reason=failure_reason(failure)),
        msg("Save the digest alone, as Markdown or text, and import that."),
    )


def _published(edition_id: str, post: OldPage) -> datetime:
    """When the post appeared: its own day, else the next month's first; at noon UTC."""
    following = next_month(edition_id)
    day = post.published or datetime(int(following[:4]), int(following[5:]), 1, tzinfo=UTC).date()
    return datetime.combine(day, time(12), UTC)


async def _wall(answer: Answer, address: str) -> Failure | None:
    from digest.feeds.walls import page_wall
    from digest.isolation.readpool import ReadPool

    async with ReadPool(workers=1) as pool:
        return await page_wall(pool, answer, address)
