"""Whether the local library has changed: asked twice a second, and with the first list, so it imports little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.query import LibraryStamp
from digest.storage.files.engine import file_errors
from digest.storage.files.engine.stat_cache import stamp_of

if TYPE_CHECKING:
    from pathlib import Path

    from digest.storage.files.curated_files import CuratedFiles
    from digest.storage.sql.archive import Archive


def stamp(files: CuratedFiles, archive: Archive) -> LibraryStamp:
    """See `Store.stamp`. A few `stat` calls and one question."""
    library = files.library
    parts = archive.stamp()
    kept = _file_stamp(library.folder / "kept.json")
    parts["editions"] = (
        _file_stamp(library.folder / "editions.json"),
        library.stat_cache.fresh(library.folder / "closed"),
    )
    parts["feeds"] = _file_stamp(library.folder / "feeds.json")
    parts["state"] = parts["state"], kept
    return LibraryStamp(parts)


def others_stamp(files: CuratedFiles, archive: Archive) -> LibraryStamp:
    """See `Store.others_stamp`. As cheap."""
    parts = archive.others_stamp()
    stamps = files.library.others_stamps()
    parts["feeds"] = stamps.pop("feeds.json", ())
    parts["state"] = parts["state"], stamps.pop("kept.json", ())
    parts["editions"] = stamps
    return LibraryStamp(parts)


def _file_stamp(path: Path) -> tuple[int, ...]:
    """What tells one state of a file from another; empty where there is none. Raises LibraryError."""
    try:
        return stamp_of(path.stat())
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise file_errors.cannot_read(path, error) from error
