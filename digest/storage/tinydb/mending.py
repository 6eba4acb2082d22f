"""What can be done about a damaged file, and doing it. Nothing is deleted: what is replaced is kept aside."""

from __future__ import annotations

import re

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
    if what in ("damaged", "missing") and (rescue := shard.file.rescue()) is not None:
        return Problem(shard.name, what, detail, rescue.mend, str(rescue.copy or ""))
    return Problem(shard.name, what, detail)


def mend(shards: Shards, disk: Disk, problem: Problem) -> bool:
    """See `Store.repair`. What could be done is looked up anew: the copy may have gone, the file may be well."""
    if problem.mend == "put away":
        return _put_away(shards, disk, problem.where)
    shard = shards.by_name(problem.where)
    found = shard.file.verdict()
    if found is None or not problem.mend or offered(shard, *found).mend != problem.mend:
        return False
    rescue = shard.file.rescue()
    if rescue is None or not shard.file.put_in_place(rescue.data):
        return False
    if problem.where == shards.editions.name:
        _close_again(shards, disk)
    return True


def set_aside(shards: Shards, name: str) -> Problem:
    """What was damaged is in nobody's way once its file is well again, or is none of the library's any more."""
    shard = shards.by_name(name[: name.rindex(".damaged-")])
    is_ours = shard.name in (shards.editions.name, shards.feeds.name, shards.kept.name) or "/" in shard.name
    is_well = shard.file.path.exists() and shard.file.verdict() is None
    return Problem(name, "set-aside", mend="put away" if is_well or not is_ours else "")


def _close_again(shards: Shards, disk: Disk) -> None:
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
