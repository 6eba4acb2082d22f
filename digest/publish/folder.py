"""A folder of files, such as the checkout of a static site: the edition is one file in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from digest.config.settings import PublishSettings
from digest.domain.message import msg
from digest.domain.receipt import DONE, Receipt
from digest.domain.system_errors import system_reason
from digest.publish.options import options_of, wrong
from digest.publish.publisher import (
    Capabilities,
    Means,
    Outgoing,
    Publication,
    PublishFailure,
    Remote,
    RemoteStatus,
    Rendering,
)
from digest.publish.texts import kept_texts


@dataclass(frozen=True, slots=True)
class FolderOptions:
    """`folder` is an existing one; `format` and `front_matter` are those of `digest export`."""

    folder: str = ""
    format: str = "markdown"
    front_matter: str = ""


class FolderTarget:
    """One file an edition, named by its slug. What somebody changed in the file is noticed by its text."""

    def __init__(self, settings: PublishSettings, means: Means) -> None:
        self._options = options_of(settings, FolderOptions)
        self._means = means
        if not self._options.folder:
            raise wrong(settings, "folder", msg("this is empty."), msg("Name the folder that the file goes into."))
        self._folder = Path(self._options.folder).expanduser()

    @property
    def renderings(self) -> Mapping[str, Rendering]:
        changes = {"front_matter": self._options.front_matter} if self._options.front_matter else {}
        return {"file": Rendering(self._options.format, changes)}

    def check(self) -> Capabilities | PublishFailure:
        if not self._folder.is_dir():
            return self._no_folder()
        return Capabilities(str(self._folder))

    def find(self, receipt: Receipt) -> Remote | PublishFailure | None:
        name = receipt.id or self._file_of(receipt.slug)
        if not name:
            return None
        path = self._folder / name
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            return self._unwritable(path, error)
        return Remote(name, path.as_uri(), RemoteStatus.DRAFT, _hash(text), {"text": text})

    def texts(self, publication: Publication) -> Mapping[str, str]:
        return {"text": publication.rendered["file"].text}

    def outgoing(self, publication: Publication, receipt: Receipt) -> tuple[Outgoing, ...] | PublishFailure:
        file = publication.rendered["file"]
        return (Outgoing("WRITE", str(self._folder / self._name(publication, receipt)), {}, file.body),)

    def push(self, publication: Publication, receipt: Receipt) -> Receipt | PublishFailure:
        if not self._folder.is_dir():
            return self._no_folder()
        file = publication.rendered["file"]
        name = self._name(publication, receipt)
        path = self._folder / name
        beside = path.with_name(f".{path.name}.tmp")
        try:
            beside.write_bytes(file.body)
            beside.replace(path)
        except OSError as error:
            return self._unwritable(path, error)
        return replace(
            receipt,
            state=DONE,
            id=name,
            url=path.as_uri(),
            status=RemoteStatus.DRAFT,
            modified=_hash(file.text),
            texts=kept_texts(self.texts(publication)),
            awaited={},
            pushed=self._means.now(),
        )

    @staticmethod
    def _name(publication: Publication, receipt: Receipt) -> str:
        suffix = Path(publication.rendered["file"].name).suffix
        return receipt.id or f"{publication.slug}{suffix}"

    def _file_of(self, slug: str) -> str:
        """The file that bears this slug, whoever wrote it; empty if there is none."""
        return next((path.name for path in sorted(self._folder.glob(f"{slug}.*"))), "")

    def _no_folder(self) -> PublishFailure:
        return PublishFailure(
            "no-folder",
            msg("There is no folder {folder}.", folder=str(self._folder)),
            msg("Correct “folder” of this target in the configuration."),
        )

    @staticmethod
    def _unwritable(path: Path, error: Exception) -> PublishFailure:
        reason = system_reason(error) if isinstance(error, OSError) else str(error)
        return PublishFailure(
            "not-written",
            msg("{file} cannot be read or written: {reason}.", file=str(path), reason=reason),
            msg("Make the folder writable, or name another one."),
        )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
