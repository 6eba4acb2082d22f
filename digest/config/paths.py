"""The paths of the library, the configuration and the log; environment is an argument."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.system_errors import system_reason
from digest.domain.text import lazy_pattern

APP = "digest"

# "postgresql://…", "http:/…" and the like, the usual ones also with a mistyped or missing colon. Nobody calls a folder
# so on purpose; one who does names it as "./http:".
_NO_FOLDER = lazy_pattern(
    r"[a-z][a-z0-9+.-]*:/+|(?:postgres\w*|https?|sqlite\w*|mysql|file|ftp)(?:[:;]/*|//+)", re.IGNORECASE
)


def is_database(address: str | Path) -> bool:
    """True for the address of a library in PostgreSQL; a mistyped one is refused by `folder_at`."""
    return str(address).lstrip().lower().startswith(("postgresql://", "postgres://"))


def folder_at(address: str | Path) -> Path:
    """An address's folder, absolute; "~" is the user's home. Raises UsageError for others."""
    text = str(address)
    if found := _NO_FOLDER.match(text.lstrip()):
        # No more of it: there may be a password in the rest.
        raise UsageError(
            msg(
                "“{address}” is no place for a library: digest keeps it in a folder or in PostgreSQL.",
                address=f"{found[0]}…",
            ),
            msg("Name a folder, or postgresql://…, with --library or DIGEST_LIBRARY."),
        )
    return path_at(text)


def path_at(text: str) -> Path:
    """The absolute path that was typed; "~" is the home. Raises UsageError if impossible."""
    try:
        if "\0" in text:
            raise ValueError(text)
        os.fsencode(text)
        path = Path(text).expanduser()
    except RuntimeError:  # "~nobody", or no home
        raise UsageError(
            msg("“{path}” names a home folder that is not known.", path=text), msg("Write the whole path.")
        ) from None
    except ValueError:  # a character that no file name can hold
        raise UsageError(
            msg("“{path}” cannot be the name of a file or folder.", path=text), msg("Name another one.")
        ) from None
    if text.startswith("~") and not path.is_absolute():  # HOME is relative: where that is depends on the day
        raise _homeless()
    if text.partition(os.sep)[0] == "~" and os.environ.get("HOME") == "":  # "~" would be the root of the disk
        raise _homeless()
    try:
        path = path.absolute()
        _refuse_too_long(path, text)
        return path
    except OSError as error:
        raise UsageError(
            msg("The current folder cannot be used: {reason}.", reason=system_reason(error)),
            msg("Change to another folder, or write the whole path."),
        ) from None


def _refuse_too_long(path: Path, text: str) -> None:
    """Nobody can ask whether such a path exists. Raises UsageError."""
    try:
        path.lstat()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise UsageError(
                msg("“{path}” cannot be the name of a file or folder.", path=_beginning(text)), msg("Name another one.")
            ) from None


def _beginning(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def library_folder(option: str | None, environ: Mapping[str, str]) -> Path:
    """`--library`, else DIGEST_LIBRARY, else XDG_DATA_HOME/digest. Raises UsageError."""
    chosen = option or environ.get("DIGEST_LIBRARY")
    if chosen:
        return folder_at(chosen)
    return data_folder()


def library_address(option: str | None, environ: Mapping[str, str]) -> str:
    """`--library`, else DIGEST_LIBRARY, else ""; a database as written. Raises UsageError."""
    chosen = option or environ.get("DIGEST_LIBRARY") or ""
    return chosen if not chosen or is_database(chosen) else str(folder_at(chosen))


def data_folder() -> Path:
    """XDG_DATA_HOME/digest: the default library. Raises UsageError without a home folder."""
    from platformdirs import user_data_path

    return _in_home(user_data_path)


def config_file(option: str | None, environ: Mapping[str, str]) -> Path:
    """`--config`, else DIGEST_CONFIG, else XDG_CONFIG_HOME/digest/config.toml.

    Raises UsageError.
    """
    chosen = option or environ.get("DIGEST_CONFIG")
    if chosen:
        return path_at(chosen)
    from platformdirs import user_config_path

    return _in_home(user_config_path) / "config.toml"


def log_file() -> Path:
    """XDG_STATE_HOME/digest/digest.log. Raises UsageError if there is no home folder for it."""
    from platformdirs import user_state_path

    return _in_home(user_state_path) / "digest.log"


def interface_file(environ: Mapping[str, str]) -> Path:
    """Where the interface remembers folds and colours: interface.json, beside the log."""
    state = Path(environ.get("XDG_STATE_HOME") or ".")
    return (state / APP if state.is_absolute() else log_file().parent) / "interface.json"


def _in_home(folder_of: Callable[..., Path]) -> Path:
    """One of the user's folders; without a home it would be a folder named "~"."""
    try:
        folder = folder_of(APP, appauthor=False)
    except RuntimeError:
        raise _homeless() from None
    if not folder.is_absolute():
        raise _homeless()
    return folder


def _homeless() -> UsageError:
    return UsageError(
        msg("Your home folder is not known: HOME is missing, or no whole path."),
        msg("Set HOME, or name the library with --library and the configuration with --config."),
    )
