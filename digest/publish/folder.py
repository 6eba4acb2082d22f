"""A folder of files, such as the checkout of a static site: the edition is one file in it.

With front matter the file is a draft there, until somebody says otherwise in it. A command can run behind it.
"""

from __future__ import annotations

import calendar
import hashlib
import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date
from pathlib import Path, PurePosixPath

from digest.config.settings import PublishSettings
from digest.config.whole_file import write_whole
from digest.domain.document import GENERATORS
from digest.domain.message import msg
from digest.domain.month import is_month
from digest.domain.publishing import Capabilities, Outgoing, PublishFailure
from digest.domain.receipt import DONE, Receipt
from digest.domain.secrets import masked_text
from digest.domain.system_errors import system_reason
from digest.domain.text import one_line
from digest.publish.options import options_of, refuse_unknown, wrong
from digest.publish.publisher import Means, Publication, Remote, RemoteStatus, Rendering
from digest.publish.texts import kept_texts

#: Formats of a file, and how their names end.
_SUFFIXES = {"markdown": ".md", "html": ".html", "fragment": ".html", "text": ".txt", "json": ".json"}
# In these a comment can say whose file it is.
_MARKED = frozenset({"markdown", "html", "fragment"})
_PLACES = ("{slug}", "{edition}", "{year}", "{month}", "{date}")
# "draft: false" of Hugo, Eleventy and Zola, "published: true" of Jekyll.
_PUBLIC = re.compile(
    r"^(?:draft:\s*[\"']?(?:false|no)|published:\s*[\"']?(?:true|yes))\b", re.MULTILINE | re.IGNORECASE
)
# A site has thousands of posts, not millions; its tools' own folders hold no posts.
_MOST_FILES = 20_000
_NO_POSTS = frozenset({"node_modules", "_site", "public", "resources", "vendor"})
_END_BYTES = 400


@dataclass(frozen=True, slots=True)
class FolderOptions:
    """`folder` exists, `path` is a pattern in it; `format`, `front_matter` as for exports.

    `command` runs in the folder after each push, in a shell; the environment has DIGEST_FILE,
    DIGEST_EDITION and DIGEST_TITLE.
    """

    folder: str = ""
    path: str = ""
    format: str = "markdown"
    front_matter: str = ""
    command: str = ""


class FolderTarget:
    """One file an edition. What somebody changed in the file is noticed by its text."""

    lasting: tuple[str, ...] = ()

    def __init__(self, settings: PublishSettings, means: Means) -> None:
        own = self._options = options_of(settings, FolderOptions)
        self._means = means
        if not own.folder:
            raise wrong(settings, "folder", msg("this is empty."), msg("Name the folder that the file goes into."))
        refuse_unknown(settings, "format", own.format, _SUFFIXES)
        if own.front_matter:
            refuse_unknown(settings, "front_matter", own.front_matter, GENERATORS)
        if own.front_matter and own.format != "markdown":
            raise wrong(settings, "front_matter", msg("this is for Markdown."), msg('Set format = "markdown".'))
        self._folder = _whole_path(settings, own.folder)
        self._pattern = own.path or ("{date}-{slug}" if own.front_matter == "jekyll" else "{slug}")
        if not PurePosixPath(self._pattern).suffix:
            self._pattern += _SUFFIXES[own.format]
        parts = PurePosixPath(self._pattern)
        if parts.is_absolute() or ".." in parts.parts or re.search(r"[{}]", _filled(self._pattern, "x", "x", date.min)):
            places = " ".join(_PLACES)
            raise wrong(
                settings, "path", msg("this is no path in the folder."), msg("Places are: {places}.", places=places)
            )

    @property
    def renderings(self) -> Mapping[str, Rendering]:
        own = self._options
        if not own.front_matter:
            return {"draft": Rendering(own.format)}
        return {
            name: Rendering(own.format, {"front_matter": own.front_matter, "draft": name == "draft"})
            for name in ("draft", "public")
        }

    def check(self) -> Capabilities | PublishFailure:
        if not self._folder.is_dir():
            return self._no_folder()
        if not os.access(self._folder, os.W_OK):
            return self._unwritable(self._folder, PermissionError(13, ""))
        facts = (
            msg(
                "The file of 2026-11 would be {name}.",
                name=_filled(self._pattern, "lesetipps-2026-11", "2026-11", None),
            ),
        )
        return Capabilities(str(self._folder), facts=facts)

    def find(self, receipt: Receipt) -> Remote | PublishFailure | None:
        try:
            is_there = receipt.id and self._is_inside(receipt.id) and (self._folder / receipt.id).is_file()
            name = receipt.id if is_there else self._marked(receipt)
            if not name:
                return None
            path = self._folder / name
            text = _lines(path.read_bytes().decode())
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            return self._unwritable(self._folder / receipt.id, error)
        status = RemoteStatus.PUBLISHED if self._is_public(text) else RemoteStatus.DRAFT
        return Remote(name, path.resolve().as_uri(), status, _hash(text), {"text": text}, text)

    def texts(self, publication: Publication) -> Mapping[str, str]:
        return {"text": _lines(self._body(publication, is_public=publication.is_public).decode())}

    def outgoing(self, publication: Publication, receipt: Receipt) -> tuple[Outgoing, ...] | PublishFailure:
        path = self._folder / (receipt.id or self._free_name(publication))
        written = Outgoing("WRITE", str(path), {}, self._body(publication, self._stays_public(publication, path)))
        if not self._options.command:
            return (written,)
        return written, Outgoing("RUN", str(self._folder), {}, self._options.command.encode())

    def push(self, publication: Publication, receipt: Receipt) -> Receipt | PublishFailure:
        if not self._folder.is_dir():
            return self._no_folder()
        name = receipt.id or self._free_name(publication)
        path = self._folder / name
        body = self._body(publication, self._stays_public(publication, path))
        try:
            before = path.read_bytes() if path.exists() else None
            _write(path, body)
        except OSError as error:
            return self._unwritable(path, error)
        if self._options.command and (failure := self._run(path, publication)):
            # As it was, so that the next push does all of it again.
            _write(path, before) if before is not None else path.unlink(missing_ok=True)
            return failure
        text = _lines(body.decode())
        return replace(
            receipt,
            state=DONE,
            id=name,
            url=path.resolve().as_uri(),
            status=RemoteStatus.PUBLISHED if self._is_public(text) else RemoteStatus.DRAFT,
            modified=_hash(text),
            texts=kept_texts({"text": text}),
            awaited={},
            pushed=self._means.now(),
        )

    def _body(self, publication: Publication, is_public: bool) -> bytes:
        rendered = publication.rendered.get("public") if is_public else None
        body = (rendered or publication.rendered["draft"]).body
        if self._options.format not in _MARKED:
            return body
        return body.rstrip(b"\n") + f"\n\n<!-- {publication.mark} -->\n".encode()

    def _stays_public(self, publication: Publication, path: Path) -> bool:
        """True also for a file that somebody made public: an update never takes that back."""
        if publication.is_public:
            return True
        return path.is_file() and self._is_public(path.read_bytes().decode("utf-8", "replace"))

    @staticmethod
    def _is_inside(name: str) -> bool:
        """False for a receipt's name that leads out of the folder, as after editing by hand."""
        path = PurePosixPath(name)
        return not path.is_absolute() and ".." not in path.parts

    def _is_public(self, text: str) -> bool:
        head = text.split("\n---", 1)[0] if text.startswith("---") else ""
        return bool(self._options.front_matter and _PUBLIC.search(head))

    def _free_name(self, publication: Publication) -> str:
        """The name by the pattern; another one if a stranger's file is there."""
        name = PurePosixPath(_filled(self._pattern, publication.slug, publication.edition_id, _day(publication)))
        free, number = name, 1
        while (self._folder / free).exists():
            number += 1
            free = name.with_name(f"{name.stem}-{number}{name.suffix}")
        return str(free)

    def _marked(self, receipt: Receipt) -> str:
        """The file that bears the receipt's mark, wherever in the folder it is; "" if there is none."""
        if self._options.format not in _MARKED:
            edition = receipt.mark.partition(":")[2].partition(":")[0]
            name = _filled(self._pattern, receipt.slug, edition, None)
            return name if (self._folder / name).is_file() else ""
        mark = f"<!-- {receipt.mark} -->".encode()
        for path in self._files():
            with path.open("rb") as file:
                file.seek(max(path.stat().st_size - _END_BYTES, 0))
                if mark in file.read():
                    return path.relative_to(self._folder).as_posix()
        return ""

    def _files(self) -> Iterator[Path]:
        suffix, left = PurePosixPath(self._pattern).suffix, _MOST_FILES
        for folder, folders, files in os.walk(self._folder):
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _NO_POSTS)
            for name in sorted(files):
                if name.endswith(suffix) and (left := left - 1) >= 0:
                    yield Path(folder, name)

    def _run(self, path: Path, publication: Publication) -> PublishFailure | None:
        told = {"DIGEST_FILE": str(path), "DIGEST_EDITION": publication.edition_id, "DIGEST_TITLE": publication.title}
        try:
            environ = {**self._means.environ, **told}
            code, output = _ended(self._options.command, self._folder, environ, self._means.command_seconds)
        except subprocess.TimeoutExpired:
            said = msg("it took longer than {seconds} seconds", seconds=f"{self._means.command_seconds:g}")
        except OSError as error:
            said = system_reason(error)
        else:
            if not code:
                return None
            words = one_line(masked_text(output.strip().rpartition("\n")[2]), 160)
            said = msg("it ended with {code}: {words}", code=code, words=words)
        return PublishFailure(
            "command",
            msg("The command behind the push failed ({reason}); the file is as it was.", reason=said),
            msg("Run it by hand in {folder} to see what it says.", folder=str(self._folder)),
        )

    def _no_folder(self) -> PublishFailure:
        return PublishFailure(
            "no-folder",
            msg("There is no folder {folder}.", folder=str(self._folder)),
            msg("Correct “folder” of this target in the configuration."),
        )

    @staticmethod
    def _unwritable(path: Path, error: Exception) -> PublishFailure:
        reason = system_reason(error) if isinstance(error, OSError | UnicodeError) else str(error)
        return PublishFailure(
            "not-written",
            msg("{file} cannot be read or written: {reason}.", file=str(path), reason=reason),
            msg("Make the folder writable, or name another one."),
        )


def _whole_path(settings: PublishSettings, text: str) -> Path:
    """The absolute folder. Raises ConfigError if it depends on the current folder."""
    try:
        path = Path(text).expanduser()
    except RuntimeError:  # "~" where there is no home folder
        path = Path(text)
    if not path.is_absolute():
        raise wrong(settings, "folder", msg("this is no whole path."), msg("Begin it with / or ~/."))
    return path


def _ended(command: str, folder: Path, environ: Mapping[str, str], seconds: float) -> tuple[int, str]:
    """Run a command in a shell; its exit code and what it said.

    Raises OSError, and TimeoutExpired if it took longer than `seconds`: then it and all that it started has been ended.
    """
    with subprocess.Popen(  # noqa: S603 - the user's own command, from the configuration
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as running:
        try:
            output, _ = running.communicate(timeout=seconds)
        except BaseException:
            os.killpg(running.pid, signal.SIGKILL)
            raise
    return running.returncode, output.decode("utf-8", "replace")


def _filled(pattern: str, slug: str, edition: str, day: date | None) -> str:
    day = day or _last_day(edition)
    for place, value in zip(_PLACES, (slug, edition, edition[:4], edition[5:7], day.isoformat()), strict=True):
        pattern = pattern.replace(place, value)
    return pattern


def _day(publication: Publication) -> date | None:
    return publication.date.astimezone(UTC).date() if publication.date else None


def _last_day(edition: str) -> date:
    """The day of an edition that is still open, as in its front matter: the last of its month."""
    if not is_month(edition):
        return date(1970, 1, 1)
    year, month = int(edition[:4]), int(edition[5:])
    return date(year, month, calendar.monthrange(year, month)[1])


def _write(path: Path, body: bytes) -> None:
    """As a whole or not at all; through a link, with the mode that the file had. Raises OSError."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, body)


def _lines(text: str) -> str:
    """With the line ends of Unix: git may write others into a checkout."""
    return text.replace("\r\n", "\n")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
