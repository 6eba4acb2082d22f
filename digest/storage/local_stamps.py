"""The local library's stamps: asked twice a second, and by the first list: imports little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.query import LibraryStamp
from digest.storage.files.engine.stat_cache import file_stamp

if TYPE_CHECKING:
    from digest.storage.files.curated_files import CuratedFiles
    from digest.storage.sql.archive import Archive


def stamp(files: CuratedFiles, archive: Archive) -> LibraryStamp:
    """See `Store.stamp`. A few `stat` calls and one question."""
    library = files.library
    parts = archive.stamp()
    kept = [file_stamp(library.folder / name) for name in ("kept.json", "pages.json")]
    parts["editions"] = (
        file_stamp(library.folder / "editions.json"),
        library.stat_cache.fresh(library.folder / "closed"),
    )
    parts["feeds"] = file_stamp(library.folder / "feeds.json")
    parts["state"] = parts["state"], kept
    return LibraryStamp(parts)


def others_stamp(files: CuratedFiles, archive: Archive) -> LibraryStamp:
    """See `Store.others_stamp`. As cheap."""
    parts = archive.others_stamp()
    stamps = files.library.others_stamps()
    parts["feeds"] = stamps.pop("feeds.json", ())
    parts["state"] = parts["state"], stamps.pop("kept.json", ()), stamps.pop("pages.json", ())
    parts["editions"] = stamps
    return LibraryStamp(parts)
