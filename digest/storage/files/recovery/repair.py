"""The remedies for a damaged file, and applying them. Replaced files are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.month import is_month
from digest.domain.problem import Detail, Problem
from digest.domain.text import lazy_pattern
from digest.storage.files.closed_editions import version_in
from digest.storage.files.engine.disk import file_bytes, fsync_folder, make_folders, told_if_unwritable
from digest.storage.files.engine.file_states import names_in, parsed

if TYPE_CHECKING:
    from digest.storage.files.library_files import LibraryFile, LibraryFiles

# The copy that was kept of a closed edition when it was reopened.
_REMOVED = lazy_pattern(r"closed-(\d{4}-\d\d)-\d{4}-\d\d-\d\d\.json")

#: Where what was set aside and replaced is kept, below `backups/`.
AWAY = "damaged"


def problem_of(file: LibraryFile, what: str, detail: Detail) -> Problem:
    """The problem of one file with what `repair` would do about it."""
    if what in ("damaged", "missing") and (rescue := file.storage.rescue()) is not None:
        return Problem(file.name, what, detail, rescue.mend, str(rescue.copy or ""))
    return Problem(file.name, what, detail)


def repaired(library: LibraryFiles, problem: Problem) -> bool:
    """See `Store.repair`. The remedy is looked up again: copy or damage may have gone."""
    if problem.mend == "put away":
        return _put_away(library, problem.where)
    file = library.by_name(problem.where)
    found = file.storage.verdict()
    if found is None or not problem.mend or problem_of(file, *found).mend != problem.mend:
        return False
    rescue = file.storage.rescue()
    if rescue is None or not file.storage.put_in_place(rescue.data):
        return False
    if problem.where == library.editions.name:
        _close_again(library)
    return True


def set_aside(library: LibraryFiles, name: str) -> Problem:
    """Put away damaged files whose original is valid again, or no longer the library's."""
    file = library.by_name(name[: name.rindex(".damaged-")])
    is_ours = "/" in file.name or file.name in (one.name for one in library.at_work)
    is_well = file.storage.path.exists() and file.storage.verdict() is None
    return Problem(name, "set-aside", mend="put away" if is_well or not is_ours else "")


def _close_again(library: LibraryFiles) -> None:
    """Close editions again that were reopened after the state to which editions.json came back.

    In that state they stand nowhere, or with an older version; the copy from before they were reopened counts then.
    """
    names = names_in(library.disk, library.folder / "backups")
    reopened = {found[1] for name in names if (found := _REMOVED.fullmatch(name)) and is_month(found[1])}
    with library.editions.transaction():
        drafts = library.editions.table("editions").records()
        for edition_id in sorted(reopened):
            file = library.closed(edition_id)
            copy = file.storage.removed_before()
            if copy is None or file.storage.verdict() is not None or library.has_closed(edition_id):
                continue
            _, tables = parsed(file_bytes(copy))
            if version_in(tables.get("editions", {}), edition_id) > version_in(drafts, edition_id):
                with file.transaction():
                    for name, table in tables.items():
                        file.table(name).put(table)


def _put_away(library: LibraryFiles, name: str) -> bool:
    path = library.folder / name
    target = library.folder / "backups" / AWAY / name.replace("/", "-")
    if not path.exists() or target.exists():
        return False
    with told_if_unwritable(target):
        make_folders(library.disk, target.parent)
        library.disk.rename(path, target)
        fsync_folder(library.disk, target.parent)
    return True
