"""What can be done about a damaged file, and doing it. Nothing is deleted: what is replaced is kept aside."""

from __future__ import annotations

from digest.storage.store import Detail, Problem
from digest.storage.tinydb import trouble
from digest.storage.tinydb.disk import Disk, fsync_folder, make_folders
from digest.storage.tinydb.parsing import recoded
from digest.storage.tinydb.shards import Shard, Shards

#: Where what was set aside and replaced is kept, below `backups/`.
AWAY = "damaged"


def offered(shard: Shard, what: str, detail: Detail) -> Problem:
    """The problem of one file with what `repair` would do about it."""
    path = shard.file.path
    if what == "damaged" and recoded(path.read_bytes()) is not None:
        return Problem(shard.name, what, detail, "recode")
    if what in ("damaged", "missing"):
        copy = shard.file.newest_good()
        if copy is not None:
            return Problem(shard.name, what, detail, "restore", str(copy))
        if not shard.file.is_precious:
            return Problem(shard.name, what, detail, "refill")
    return Problem(shard.name, what, detail)


def mend(shards: Shards, disk: Disk, problem: Problem) -> bool:
    """See `Store.repair`. What could be done is looked up anew: the copy may have gone, the file may be well."""
    if problem.mend == "put away":
        if done := _put_away(shards, disk, problem.where):
            _ask_again(shards, problem.where.rpartition(".damaged-")[0])
        return done
    if problem.mend == "drop":
        return _drop_doubled(shards, problem)
    shard = shards.by_name(problem.where)
    found = shard.file.verdict()
    if found is None or (offer := offered(shard, *found)).mend != problem.mend:
        return False
    if offer.mend == "recode":
        return shard.file.put_in_place(recoded(shard.file.path.read_bytes()))
    if offer.mend == "restore":
        copy = shard.file.newest_good()
        return copy is not None and shard.file.put_in_place(copy.read_bytes())
    if offer.mend == "refill" and shard.file.put_in_place(None):
        _ask_again(shards, problem.where)
        return True
    return False


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
