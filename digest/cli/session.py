"""One run of the command line: stdin, stdout, stderr, exit codes, and the library.

stdout is for data, stderr for narration; no other module reads or writes them. They may be found closed, full, or to be
a folder.

Exit codes: 0 all well, 1 done but something failed or a conflict, 2 usage or configuration, 3 the library cannot be
used, 4 another fetch is running, 130 interrupted, 70 a bug of digest's own (EX_SOFTWARE of sysexits.h).
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TextIO, TypeVar

from digest.bootstrap import Library
from digest.cli.table import table_lines
from digest.config.clock import local
from digest.config.language import tell
from digest.domain.errors import ConfigError, Conflict, DigestError, LibraryDamaged, UsageError
from digest.domain.message import Message, msg
from digest.domain.secrets import masked_text
from digest.domain.system_errors import system_reason
from digest.domain.text import escaped_json, lazy_pattern, shown

#: Exit codes.
OK, PARTLY, USAGE, LIBRARY, RUNNING, BUG, INTERRUPTED = 0, 1, 2, 3, 4, 70, 130

_SURROGATE = lazy_pattern("[\ud800-\udfff]")


def fill_closed() -> None:
    """Open /dev/null for streams that cron or a shell closed (`>&-`).

    A free descriptor 0, 1 or 2 would go to the next file that is opened, and what is then written to "stdout" by a
    library or a child process would end up in it: the file may be one of the user's library.
    """
    for descriptor, flags in enumerate((os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest free descriptor is taken, which is this one: those below are open by now.
            os.set_inheritable(os.open(os.devnull, flags), True)
    # sys.stdin stays None where it was closed: an empty text is not the same as none (see `stdin_bytes`).
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - until the process ends
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def cannot_write_stdout(error: OSError) -> UsageError:
    """The error for a stdout with a full disk or the like; nothing more is written to it."""
    give_up_stdout()
    return UsageError(
        msg("The standard output cannot be written: {reason}.", reason=system_reason(error)),
        msg("Name another place, or make room and the folder writable."),
    )


def give_up_stderr() -> None:
    """The same for stderr: there is nobody left who could be told."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def give_up_stdout() -> None:
    """Give up a stdout without reader, so that its buffer causes no error at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def stdin_bytes() -> bytes:
    """All of standard input. Raises UsageError if it is closed: "" would remove a comment."""
    try:
        if sys.stdin is not None:
            return sys.stdin.buffer.read()
        reason = system_reason(OSError(errno.EBADF, ""))
    except OSError as error:
        reason = system_reason(error)
    raise UsageError(
        msg("The standard input cannot be read: {reason}.", reason=reason),
        msg("Give the text as an argument, or pipe it in."),
    )


def stdin_is_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def text_or_stdin(text: str) -> str:
    """The text, or all of stdin for "-", which must be UTF-8."""
    if text != "-":
        return text
    try:
        return stdin_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(
            msg("The text on the standard input is not UTF-8."), msg("Convert it, for example with iconv -t UTF-8.")
        ) from None


def text_of_file(file: str) -> str:
    """The text of a UTF-8 file, or of the standard input for "-"."""
    if file == "-":
        return text_or_stdin(file)
    from digest.config.user_files import read_file

    remedy = msg("Name a readable text file in UTF-8, or - for the standard input.")
    try:
        return read_file(file, remedy).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            msg("{file} cannot be read: {reason}.", file=file, reason=system_reason(error)), remedy
        ) from None


class Diagnostics:
    """Narration for people: sentences on stderr, nothing that a script would want to read."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr

    @property
    def is_terminal(self) -> bool:
        return self._stream.isatty()

    def say(self, message: Message) -> None:
        self.write(tell(message) + "\n")

    def write(self, text: str) -> None:
        """Write text in the user's language, harmless, without secrets, encodable by the stream."""
        encoding = self._stream.encoding or "utf-8"
        self._put(shown(masked_text(text)).encode(encoding, "replace").decode(encoding))

    def overwrite(self, text: str) -> None:
        """Replace the present line of the terminal; with "" clear it."""
        self._put("\r\x1b[2K" + shown(masked_text(text)))

    def _put(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:  # the exit code is all that can be told
            give_up_stderr()

    def failed(self, error: DigestError) -> int:
        """Tell an error and its remedy; returns the exit code."""
        self.say(msg("Error: {message}", message=error.message))
        if error.remedy:
            self.write(tell(error.remedy) + "\n")
        if isinstance(error, Conflict):
            self._both_texts(error)
        return error.exit_code

    def damaged(self, error: LibraryDamaged) -> None:
        """Tell of damage that does not stop the command."""
        self.write(f"{tell(error.message)} {tell(error.remedy)}\n" if error.remedy else tell(error.message) + "\n")

    def bug(self, error: BaseException, *, verbose: bool) -> int:
        """A mistake of digest's own: the particulars go to the log, the screen gets a sentence."""
        from digest.config.log import append

        where = append("".join(traceback.format_exception(error)))
        if verbose:
            self.write("".join(traceback.format_exception(error)))
        self.say(msg("Error: an internal error ({kind}). Your library is unchanged.", kind=repr(error)[:200]))
        self.say(msg("Please report it, with the end of {file}.", file=str(where)))
        return BUG

    def _both_texts(self, error: Conflict) -> None:
        self.say(msg("--- Text there:"))
        self.write(error.theirs + "\n")
        self.say(msg("--- You wrote:"))
        self.write(error.ours + "\n")


class Stdout:
    """stdout is data; strangers' texts are made harmless again before a terminal gets them."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout

    @property
    def is_terminal(self) -> bool:
        return self._stream.isatty()

    def line(self, text: str = "") -> None:
        self._write(shown(text) + "\n")

    def lines(self, texts: Sequence[str]) -> None:
        for text in texts:
            self.line(text)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], flexible: int = -1) -> None:
        """Columns of even width; on a terminal column `flexible` is cut to keep a row on its line."""
        width = _terminal_width() if self.is_terminal else 0
        self.lines(table_lines(head, rows, flexible, width))

    def json(self, data: Any) -> None:
        """One JSON document, UTF-8, indented; keys in the order given. See `escaped_json`."""
        import orjson

        options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        try:
            document = orjson.dumps(data, option=options)
        except orjson.JSONEncodeError:  # a file's name whose bytes are no text
            document = orjson.dumps(_as_text(data), option=options)
        self.raw_json(document)

    def raw_json(self, data: bytes) -> None:
        """JSON that is made already, or a piece of it that ends between two characters."""
        self.raw(escaped_json(data.decode()).encode())

    def raw(self, data: bytes) -> None:
        """Bytes as they are: a document."""
        buffer = getattr(self._stream, "buffer", None)
        if buffer is None:
            self._write(data.decode())
            return
        with _told():
            self._stream.flush()
            buffer.write(data)
            buffer.flush()

    def _write(self, text: str) -> None:
        encoding = self._stream.encoding or "utf-8"
        with _told():
            self._stream.write(text.encode(encoding, "replace").decode(encoding))
            self._stream.flush()


@contextmanager
def _told() -> Iterator[None]:
    """A full disk behind stdout is an error; a reader who has gone (`| head`) is none."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise cannot_write_stdout(error) from None


def _as_text(data: Any) -> Any:
    """The same data, with U+FFFD for every lone surrogate, which no UTF-8 can hold."""
    if isinstance(data, str):
        return _SURROGATE.sub("\ufffd", data)
    if isinstance(data, Mapping):
        return {_as_text(key): _as_text(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_as_text(value) for value in data]
    return data


def moment_shown(moment: datetime | None) -> str:
    """A time as people read it here, in local time; a dash for none."""
    return local(moment).strftime(tell(msg("%Y-%m-%d %H:%M"))) if moment else "–"


def iso(moment: datetime | None) -> str | None:
    """A time in a JSON document: UTC, whole seconds, "2026-11-21T08:30:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _terminal_width() -> int:
    from shutil import get_terminal_size

    return get_terminal_size((100, 24)).columns


#: Set by the script of `digest completion`: then the words that may stand at the cursor are asked for, nothing else.
COMPLETE_VARIABLE = "_DIGEST_COMPLETE"

P = ParamSpec("P")
R = TypeVar("R")


def _is_missing(file: str) -> bool:
    """True if there is surely no such file; why it cannot be read is told by whoever reads it."""
    try:
        os.stat(file)  # noqa: PTH116 - a str from the command line
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    return False


class Session:
    """Made once by `run`, handed down as click's `ctx.obj`."""

    def __init__(self, environ: Mapping[str, str], output: Stdout, diagnostics: Diagnostics) -> None:
        self.environ = environ
        self.output = output
        self.diagnostics = diagnostics
        self.address: str | None = None
        self.config: str | None = None
        self.verbose = False

    @cached_property
    def library(self) -> Library:
        """The library and its services; made at first use, when all options are known."""
        if self.config and _is_missing(self.config):
            raise ConfigError(
                msg("There is no configuration file {file}.", file=self.config),
                msg("Write one with “digest config init --config {file}”, or leave --config out.", file=self.config),
            )
        library = Library(self.environ, address=self.address, config=self.config)
        library.tell = self.diagnostics.damaged
        library.on_progress = self.diagnostics.say
        return library

    def close(self) -> None:
        if "library" in self.__dict__:
            self.library.close()


def pass_session(command: Callable[Concatenate[Session, P], R]) -> Callable[P, R]:
    """As click's decorator, which is loaded only by commands: the interface needs no click."""

    @wraps(command)
    def with_session(*arguments: P.args, **options: P.kwargs) -> R:
        import click

        context = click.get_current_context()
        session = context.find_object(Session)
        assert session is not None
        return context.invoke(command, session, *arguments, **options)

    return with_session
