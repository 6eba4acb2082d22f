"""Copies that a sync service left after two machines wrote one file, and their differences.

    Dropbox     editions (conflicted copy 2026-11-21).json, editions (Annas conflicted copy 2026-11-21).json,
                editions (In Konflikt stehende Kopie von Anna 2026-11-21).json
    Nextcloud   editions (conflicted copy 2026-11-21 120000).json, before 2.6: editions_conflict-20261121-120000.json
    Syncthing   editions.sync-conflict-20261121-120000-ABCDEFG.json
    OneDrive    editions-DESKTOP-7K2M4QX.json, editions-MacBook von Anna.json: the name of the machine
    iCloud, Google Drive    editions 2.json, editions (1).json

A copy is reported only if the file whose name it has is one of the library's, so that nobody's own file is suspected.
If that file is gone, the name must be one that only the library uses: the copy may then be all there is of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from digest.domain.message import Message, joined, msg, nmsg
from digest.domain.month import is_month
from digest.domain.problem import Problem
from digest.domain.system_errors import system_reason
from digest.domain.text import lazy_pattern, one_line
from digest.storage.files.engine.disk import file_bytes
from digest.storage.files.engine.file_states import Broken, NewerFormat, parsed

_COPY = lazy_pattern(
    r"(?P<stem>.+?)(?:"
    r" \((?i:.*(?:conflicted copy|in Konflikt stehende Kopie).*)\)"
    r"|_conflict-\d{8}-\d{6}"
    r"|\.sync-conflict-\d{8}-\d{6}(?:-\w+)?"
    r"|-[A-Z][^()]*"  # machines are named with a capital letter; what a person keeps beside a file rarely is
    r"| \(\d+\)| \d+"
    r")"
)
# Where the library's own files are. Conflict copies of backups are left alone: losing them loses nothing.
_FOLDERS = ("*.json", "closed/*.json", "history/*.jsonl", "drafts/*.md")
_ALONE = ("editions", "feeds", "kept", "pages")
#: At most so many records are named, and so much is shown of a text.
_NAMED = 5
_SHOWN = 40
#: What changes with every change and says nothing of its own.
_COUNTERS = ("version", "changed", "edited_by")
#: Tables that follow from what was done to the others.
_OF_ITSELF = ("events", "curators")

_Record = Mapping[str, Any]


def conflict_copies(folder: Path) -> Iterator[Problem]:
    """Each copy with its differences: records that only one has, and those that differ."""
    for place in _FOLDERS:
        for path in sorted(folder.glob(place)):
            found = _COPY.fullmatch(path.stem)
            if found is None:
                continue
            original = path.with_name(found["stem"] + path.suffix)
            if original.exists():
                detail = _difference(original, path)
            elif _is_ours(original.relative_to(folder)):
                detail = msg(
                    "“{file}” itself is gone; the copy under that name would be in its place", file=original.name
                )
            else:
                continue
            yield Problem(path.relative_to(folder).as_posix(), "conflict-copy", detail)


def _is_ours(name: Path) -> bool:
    """True for a name under which nobody but the library keeps anything."""
    folder = name.parent.as_posix()
    if name.suffix != ".json":
        return name.suffix == ".jsonl" and is_month(name.stem)
    return is_month(name.stem) if folder == "closed" else folder == "." and name.stem in _ALONE


def _difference(original: Path, copy: Path) -> Message:
    try:
        here, there = file_bytes(original), file_bytes(copy)
        if here == there:
            return msg("the same")
        if copy.suffix == ".md":
            return _texts(here.decode(errors="replace"), there.decode(errors="replace"))
        if copy.suffix == ".jsonl":
            events = len({*there.split(b"\n")} - {*here.split(b"\n")} - {b""})
            return nmsg("{n} step of the history only in the copy", "{n} steps of the history only in the copy", events)
        return _records_apart(_records(here), _records(there))
    except OSError as error:
        return msg("cannot be compared: {reason}", reason=system_reason(error))
    except (Broken, NewerFormat) as error:
        reason = error.reason if isinstance(error, Broken) else msg("format {number}", number=error.args[0])
        return msg("cannot be compared: {reason}", reason=reason)


def _records_apart(here: Mapping[str, _Record], there: Mapping[str, _Record]) -> Message:
    """Records by title and id, with what stands in them here and there."""
    parts = []
    if only_there := sorted(there.keys() - here.keys()):
        parts.append(msg("only in the copy: {names}", names=_listed([_name(key, there[key]) for key in only_there])))
    if only_here := sorted(here.keys() - there.keys()):
        parts.append(msg("only here: {names}", names=_listed([_name(key, here[key]) for key in only_here])))
    changed = [
        msg("{record}, {field}: {difference}", record=_name(key, here[key]), field=field, difference=difference)
        for key in sorted(here.keys() & there.keys())
        for field, difference in _fields_apart(here[key], there[key])
    ]
    if changed:
        parts.append(msg("different: {names}", names=_listed(changed)))
    return joined(parts, "; ") if parts else msg("the same")


def _fields_apart(here: _Record, there: _Record) -> Iterator[tuple[str, Message]]:
    for field in sorted(here.keys() | there.keys()):
        ours, theirs = _shown(here.get(field)), _shown(there.get(field))
        if ours != theirs and field not in _COUNTERS:
            yield field, _texts(ours, theirs)


def _shown(value: Any) -> str:
    """Nothing for a field that is null: it stands for one that is not there."""
    if value is None or isinstance(value, str):
        return value or ""
    return ", ".join(map(_shown, value)) if isinstance(value, list) else orjson.dumps(value).decode()


def _texts(here: str, there: str) -> Message:
    """Both texts from shortly before their first difference, so that long ones can be compared."""
    alike = next((n for n, (one, other) in enumerate(zip(here, there, strict=False)) if one != other), None)
    parting = min(len(here), len(there)) if alike is None else alike
    begin = max(0, parting - _SHOWN // 2)
    ours, theirs = (("…" if begin else "") + one_line(text[begin:], _SHOWN) for text in (here, there))
    return msg("here “{ours}”, in the copy “{theirs}”", ours=ours, theirs=theirs)


def _name(key: str, record: _Record) -> str | Message:
    title = record.get("title") or record.get("original_title") or record.get("name")
    return msg("“{title}” ({id})", title=one_line(title, _SHOWN), id=key) if isinstance(title, str) else key


def _records(data: bytes) -> Mapping[str, _Record]:
    _, tables = parsed(data)
    return {key: record for name, table in tables.items() if name not in _OF_ITSELF for key, record in table.items()}


def _listed(names: Sequence[str | Message]) -> Message:
    more = len(names) - _NAMED
    return joined([*names[:_NAMED], *([msg("{n} more", n=more)] if more > 0 else [])], ", ")
