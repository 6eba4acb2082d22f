"""The checks of `digest doctor`: configuration, library, permissions, locks, disk.

Reads only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from digest.config.settings import FeedSettings
from digest.domain.errors import FetchRunning, LibraryError
from digest.domain.library import Location, Sizes
from digest.domain.message import Message, msg, nmsg
from digest.domain.secrets import masked
from digest.services.feeds.feed_settings import own_settings
from digest.services.library.fetch_lag import LATE, fetch_lag, told_lag, told_workers
from digest.services.library.repair import described, remedy_of
from digest.storage.store import Store

#: Below this the next refresh may not fit.
_LITTLE_SPACE = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `ok` False means that something must be done: `remedy` says what."""

    what: Message
    ok: bool = True
    remedy: Message | None = None


def examine_location(store: Store) -> Iterator[Finding]:
    """The library's location: is it there, writable, private, on a disk with space?

    Raises LibraryError.
    """
    place = store.location()
    folder = place.address
    if not place.exists:
        yield Finding(
            msg("The library {folder} does not exist yet; the first change makes it.", folder=folder)
            if place.is_writable
            else msg(
                "The library {folder} does not exist and cannot be made in {above}.", folder=folder, above=place.above
            ),
            place.is_writable,
            None if place.is_writable else msg("Make that writable for you, or name another folder with --library."),
        )
        return
    if not place.is_library:
        yield Finding(
            msg("{folder} is not a folder.", folder=folder),
            False,
            msg("Move it away, or name another folder with --library."),
        )
        return
    yield Finding(
        msg("The library is {folder}.", folder=folder)
        if place.is_writable
        else msg("{folder} is read-only.", folder=folder),
        place.is_writable,
        None if place.is_writable else _to_write(place),
    )
    if place.permissions & 0o077:
        yield Finding(
            msg("Others can look into the library (permissions {mode}).", mode=f"{place.permissions:04o}"),
            False,
            msg("Take that away with chmod 700 {folder}.", folder=folder),
        )
    if place.free is not None:
        yield Finding(
            msg("{megabytes} MB are free on its disk.", megabytes=place.free // (1024 * 1024)),
            place.free >= _LITTLE_SPACE,
            None if place.free >= _LITTLE_SPACE else msg("Make room, or the next refresh cannot be saved."),
        )
    if drafts := store.drafts().files():
        yield Finding(
            nmsg(
                "{n} text in {folder} is not in the library yet",
                "{n} texts in {folder} are not in the library yet",
                len(drafts), folder=str(store.drafts().folder),
            ),
            True,
            msg("Take over what you want to keep, and delete the file."),
        )  # fmt: skip


def _to_write(place: Location) -> Message:
    if place.is_database:
        return msg("Ask whoever keeps the database for the right to write; looking and exporting need none.")
    if place.is_disk_read_only:
        return msg("The library is on a read-only disk; choose another folder with --library.")
    return msg("Make it writable for you, for example with chmod u+rwx.")


def examine_feed_settings(settings: Mapping[str, FeedSettings], store: Store) -> Iterator[Finding]:
    """The tables `[feeds."ADDRESS"]` of the configuration: one that fits no feed does nothing."""
    for address in own_settings(settings, store.feeds() if settings else ()).unfit:
        yield Finding(
            msg("The settings under {table} in the configuration fit no feed.", table=f'[feeds."{masked(address)}"]'),
            False,
            msg("Write the address as “digest feeds --json” shows it, or take them out."),
        )


def examine_store(store: Store, now: datetime) -> Iterator[Finding]:
    """The library's contents: all readable, nothing stored twice, and is a refresh running."""
    broken = list(store.check())
    for problem in broken:
        yield Finding(described(problem), False, remedy_of(problem))
    if broken:
        return
    try:
        feeds, editions = store.feeds(), store.editions()
        entries = sum(counts.entries for counts in store.feed_counts().values())
    except LibraryError as error:
        yield Finding(error.message, False, error.remedy)
        return
    yield Finding(nmsg("{n} feed", "{n} feeds", len(feeds)))
    yield Finding(nmsg("{n} entry", "{n} entries", entries))
    yield Finding(nmsg("{n} edition", "{n} editions", len(editions)))
    yield from _sizes(store.sizes())
    failing = [state for state in store.fetch_states().values() if state.last_error]
    if failing:
        yield Finding(
            nmsg("{n} feed failed when it was last asked", "{n} feeds failed when they were last asked", len(failing)),
            True,
            msg("“digest feeds --broken” says why."),
        )
    if feeds:
        yield from _fetching(store, now) if store.location().is_database else [_lock(store)]


def _sizes(sizes: Sizes) -> Iterator[Finding]:
    yield Finding(
        msg(
            "What people wrote takes {written} kB with its copies, what the feeds brought {archive} MB.",
            written=-(-sizes.written // 1000),
            archive=-(-sizes.archive // 1_000_000),
        )
    )
    if sizes.former:
        yield Finding(
            msg(
                "Files of its former form take {size} MB more, in backups/format-1.", size=-(-sizes.former // 1_000_000)
            ),
            True,
            msg("“digest tidy” takes them away."),
        )
    if sizes.searches_all:
        yield Finding(
            msg("The database has no extension pg_trgm: a search looks at every text."),
            True,
            msg("Let its owner run CREATE EXTENSION pg_trgm, then run “digest library upgrade”."),
        )
    if sizes.readers_wait:
        yield Finding(
            msg("The disk of archive.sqlite lets nobody read while somebody writes, as network drives do."),
            True,
            msg("Name a file on a disk of this computer as “archive” under [library] in the configuration."),
        )


def _fetching(store: Store, now: datetime) -> Iterator[Finding]:
    """Who refreshes now, and how far behind they are together."""
    for told in told_workers(store):
        yield Finding(told)
    lag = fetch_lag(store.feeds(), store.fetch_states(), now)
    late = msg("Run “digest fetch” more often, or on another machine as well.")
    yield Finding(told_lag(lag), True, late if lag.waiting > LATE else None)


def _lock(store: Store) -> Finding:
    try:
        with store.refresh_lock():
            return Finding(msg("No refresh is running."))
    except FetchRunning:
        return Finding(msg("A refresh is running now."))
    except LibraryError as error:
        return Finding(error.message, False, error.remedy)
