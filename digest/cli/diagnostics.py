"""stderr and exit codes: messages while a command runs, and how a failure ends it.

Exit codes: 0 all well, 1 done but something failed or a conflict, 2 usage or configuration, 3 the library cannot be
used, 4 another fetch is running, 130 interrupted, 70 a bug of digest's own (EX_SOFTWARE of sysexits.h).
"""

from __future__ import annotations

import sys
import traceback
from typing import TextIO

from digest.cli.streams import give_up_stderr
from digest.config.language import tell
from digest.domain.errors import Conflict, DigestError, LibraryDamaged
from digest.domain.message import Message, msg
from digest.domain.secrets import masked_text
from digest.domain.text import shown

OK, PARTLY, USAGE, LIBRARY, RUNNING, BUG, INTERRUPTED = 0, 1, 2, 3, 4, 70, 130


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
