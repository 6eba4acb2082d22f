"""Where things lie on this machine: the library, the configuration, the log. Environment is an argument."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from digest.domain.errors import UsageError
from digest.domain.message import msg

APP = "digest"

# "postgresql://…", "http:/…" and the like, the usual ones also with a mistyped or missing colon. Nobody calls a folder
# so on purpose; one who does names it as "./http:".
_NO_FOLDER = re.compile(
    r"[a-z][a-z0-9+.-]*:/+|(?:postgres\w*|https?|sqlite\w*|mysql|file|ftp)(?:[:;]/*|//+)", re.IGNORECASE
)


def folder_at(address: str | Path) -> Path:
    """The folder that an address names, absolute; "~" is the user's home. Raises UsageError for another address."""
    text = str(address)
    if found := _NO_FOLDER.match(text):
        # No more of it: there may be a password in the rest.
        raise UsageError(
            msg("“{address}” is no place for a library: digest keeps it in a folder.", address=f"{found[0]}…"),
            msg("Name a folder with --library or DIGEST_LIBRARY."),
        )
    return Path(text).expanduser().absolute()


def library_folder(option: str | None, environ: Mapping[str, str]) -> Path:
    """`--library`, else DIGEST_LIBRARY, else the user's data folder (XDG_DATA_HOME/digest). Raises UsageError."""
    chosen = option or environ.get("DIGEST_LIBRARY")
    if chosen:
        return folder_at(chosen)
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def config_file(option: str | None, environ: Mapping[str, str]) -> Path:
    """`--config`, else DIGEST_CONFIG, else XDG_CONFIG_HOME/digest/config.toml."""
    chosen = option or environ.get("DIGEST_CONFIG")
    if chosen:
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / "config.toml"


def log_file() -> Path:
    """XDG_STATE_HOME/digest/digest.log."""
    from platformdirs import user_state_path

    return user_state_path(APP, appauthor=False) / "digest.log"
