"""Where things lie on this machine: the library, the configuration, the log. Environment is an argument."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

APP = "digest"


def library_folder(option: str | None, environ: Mapping[str, str]) -> Path:
    """`--library`, else DIGEST_LIBRARY, else the user's data folder (XDG_DATA_HOME/digest)."""
    chosen = option or environ.get("DIGEST_LIBRARY")
    if chosen:
        return Path(chosen).expanduser().absolute()
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
