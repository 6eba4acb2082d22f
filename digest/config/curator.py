"""Who works here: by DIGEST_CURATOR, by the configuration, or by the log-in."""

from __future__ import annotations

import os
from collections.abc import Mapping

from digest.config.settings import Settings
from digest.domain.curator import Curator, curator_of


def curator_from(settings: Settings, environ: Mapping[str, str]) -> Curator:
    """DIGEST_CURATOR, else [curator] name, else [edition] curator, else the log-in."""
    own = curator_of(settings.curator.name or settings.edition.curator, settings.curator.initials)
    named = curator_of(environ.get("DIGEST_CURATOR", ""))
    if named.name and named.name != own.name:
        return named
    return own if own.name else curator_of(_login(environ), settings.curator.initials)


def _login(environ: Mapping[str, str]) -> str:
    """The log-in, as `getpass.getuser` finds it; the number of a user who has no name."""
    for variable in ("LOGNAME", "USER"):
        if name := environ.get(variable):
            return name
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):  # a container often runs under a number that nobody has named
        return str(os.getuid())
