"""What can be done about a damaged file, and doing it. Nothing is deleted: what is replaced is kept aside."""

from __future__ import annotations

import re
from pathlib import Path

from digest.domain.month import is_month
from digest.storage.store import Detail, Problem
from digest.storage.tinydb import trouble
from digest.storage.tinydb.disk import Disk, fsync_folder, make_folders
from digest.storage.tinydb.parsing import parsed
from digest.storage.tinydb.places import version_in
from digest.storage.tinydb.shards import Shard, Shards

# What was kept of a closed edition when it left the shelf.
_REMOVED = re.compile(r"closed-(\d{4}-\d\d)-\d{4}-\d\d-\d\d\.json")

#: Where what was set aside and replaced is kept, below `backups/`.
AWAY = "damaged"


def offered(shard: Shard, what: str, detail: Detail) -> Problem:
    """The problem of one file with what `repair` would do about it."""
    if what in ("damaged", "missing"):
        rescue = shard.file.rescue()
        if rescue is not None:
            return Problem(shard.name, what, detail, rescue.mend, str(rescue.copy or ""))
        if not shard.file.is_precious:
            return Problem(shard.name, what, detail, "refill")
    return Problem(shard.name, what, detail)


def mend(shards: Shards, disk: Disk, problem: Problem) -> bool:
    """See `Store.repair`. What could be done is looked up anew: the copy may have gone, the file may be well."""
    if problem.mend == "put away":
        if done := _put_away(shards, disk, problem.where):
            _ask_again(shards, problem.where.rpartition(".damaged-")[0])
        return done
    if problem.mend == "merge":
        return _merge(shards, disk, problem)
    if problem.mend == "drop":
        return _drop_doubled(shards, problem)
    shard = shards.by_name(problem.where)
    found = shard.file.verdict()
    if found is None or (offer := offered(shard, *found)).mend != problem.mend:
        return False
    if offer.mend in ("recode", "restore", "decipher"):
        rescue = shard.file.rescue()
        if rescue is None or not shard.file.put_in_place(rescue.data):
            return False
        if shard is shards.editions:
            _shelve_again(shards, disk)
        return True
    if offer.mend == "refill" and shard.file.put_in_place(None):
        _ask_again(shards, problem.where)
        return True
    return False


def set_aside(shard: Shard, aside: Path, name: str) -> Problem:
    """What was damaged is in nobody's way once its file is well again, or fills itself.

    Marks begin anew by themselves, with the first one set; what those before can be mended from is kept till then.
    """
    present = shard.file.path.exists()
    if shard.file.verdict() is not None or (not present and shard.file.is_precious):
        return Problem(name, "set-aside")
    if present and _holds_marks(shard) and (rescue := shard.file.rescue(aside)) is not None:
        return Problem(name, "set-aside", mend="merge", source=str(rescue.copy or aside))
    return Problem(name, "set-aside", mend="put away")


def _holds_marks(shard: Shard) -> bool:
    return shard.name.startswith("state/")


def _merge(shards: Shards, disk: Disk, problem: Problem) -> bool:
    """Put the marks of a file set aside under those set since, then put it away: all of it is in its place again."""
    name = problem.where
    shard = shards.by_name(name[: name.rindex(".damaged-")])
    aside = shards.folder / name
    if not aside.exists() or set_aside(shard, aside, name).mend != "merge":
        return False
    rescue = shard.file.rescue(aside)
    if rescue is None:
        return False
    _, tables = parsed(rescue.data)
    with shard.transaction():
        table = shard.table("state")
        present = table.records()
        table.put({key: {**plain, **present.get(key, {})} for key, plain in tables.get("state", {}).items()})
    return _put_away(shards, disk, name)


def _shelve_again(shards: Shards, disk: Disk) -> None:
    """Put closed editions back on the shelf that were reopened after the state to which editions.json came back.

    In that state they stand nowhere, or with an older version; what was kept when they left the shelf counts then.
    """
    try:
        names = disk.names(shards.folder / "backups")
    except (FileNotFoundError, NotADirectoryError):
        return
    reopened = {found[1] for name in names if (found := _REMOVED.fullmatch(name)) and is_month(found[1])}
    with shards.editions.transaction():
        drafts = shards.editions.table("editions").records()
        for edition_id in sorted(reopened):
            shelf = shards.closed(edition_id)
            copy = shelf.file.removed_before()
            if copy is None or shelf.file.verdict() is not None or shards.has_closed(edition_id):
                continue
            _, tables = parsed(copy.read_bytes())
            if version_in(tables.get("editions", {}), edition_id) > version_in(drafts, edition_id):
                with shelf.transaction():
                    for name, table in tables.items():
                        shelf.table(name).put(table)


def _ask_again(shards: Shards, name: str) -> None:
    """Make the next refresh bring what a file of entries or bodies held, as far as the feeds still show it.

    Otherwise the feeds' memories say that all is known, and the servers that nothing is new.
    """
    kind, _, rest = name.partition("/")
    month = rest.removesuffix(".json").partition("/")[0]
    if kind not in ("entries", "content"):
        return
    present = shards.by_name(name).table(kind).records().keys()
    asked = [rest.removesuffix(".json").partition("/")[2]] if kind == "content" else shards.remembering()
    for feed_id in asked:
        for shard in (shards.seen(feed_id), shards.seen_long_ago(feed_id)):
            if shard.file.read() is None:
                continue
            with shard.transaction():
                table = shard.table("seen")
                lost = {
                    key: plain
                    for key, plain in table.records().items()
                    if plain.get("month") == month and key not in present
                }
                if kind == "entries":
                    table.discard(lost)
                else:
                    table.put({key: {**plain, "print": ""} for key, plain in lost.items()})
    with shards.fetch.transaction():
        states = shards.fetch.table("states")
        validators = ("etag", "last_modified", "body_hash")
        states.put(
            {
                feed_id: {field: value for field, value in plain.items() if field not in validators}
                for feed_id in asked
                if (plain := states.find(feed_id)) is not None
            }
        )


def _drop_doubled(shards: Shards, problem: Problem) -> bool:
    shard = shards.by_name(problem.where)
    with shard.transaction():
        table = shard.table("entries")
        entry_id = str(problem.detail)
        if entry_id not in table.records():
            return False
        table.discard([entry_id])
    return True


def _put_away(shards: Shards, disk: Disk, name: str) -> bool:
    path = shards.folder / name
    target = shards.folder / "backups" / AWAY / name.replace("/", "-")
    if not path.exists() or target.exists():
        return False
    try:
        make_folders(disk, target.parent)
        disk.rename(path, target)
        fsync_folder(disk, target.parent)
    except OSError as error:
        raise trouble.cannot_write(target, error) from error
    return True
