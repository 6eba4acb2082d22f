"""The folder of a library: is it there, for whom, and with how much room?"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from digest.domain.library import Location
from digest.storage.draft_files import not_allowed


def location_of(folder: Path) -> Location:
    """What can be seen of the folder without opening the library. Raises LibraryError."""
    try:
        above = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
        disk = os.statvfs(above)
        return Location(
            address=str(folder),
            exists=folder.exists(),
            is_library=folder.is_dir(),
            is_writable=above.is_dir() and os.access(above, os.W_OK | os.X_OK),
            is_disk_read_only=bool(disk.f_flag & os.ST_RDONLY),
            above=str(above),
            permissions=stat.S_IMODE(above.stat().st_mode),
            free=disk.f_bavail * disk.f_frsize,
        )
    except OSError as error:  # a folder that nobody may look into, a name that is too long
        raise not_allowed(Path(error.filename or folder), error) from error
