"""The lock of refreshing: a dead holder holds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digest.domain.errors import FetchRunning
from digest.domain.message import msg
from digest.storage.files.engine import file_errors
from digest.storage.files.engine.disk import Disk, make_folders


class RefreshLock:
    """The lock that the one refresh holds which runs: `fetch.lock` in the library's folder."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._path = folder / "fetch.lock"
        self._disk = disk

    @contextmanager
    def held(self) -> Iterator[None]:
        try:
            make_folders(self._disk, self._path.parent)
            descriptor = self._disk.open_lock(self._path)
        except OSError as error:
            raise file_errors.cannot_write(self._path, error) from error
        try:
            try:
                self._disk.lock(descriptor, wait=False)
            except BlockingIOError:
                raise FetchRunning(msg("Another fetch is running."), msg("Wait until it has finished.")) from None
            except OSError as error:
                raise file_errors.cannot_write(self._path, error) from error
            yield
        finally:
            self._disk.release(descriptor)
