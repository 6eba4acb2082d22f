"""A target's password: from a variable, a command, or the system's keyring. Never shown."""

from __future__ import annotations

import re
import shlex
import subprocess
import unicodedata
from collections.abc import Mapping

from digest.config.settings import PublishSettings
from digest.domain.message import msg
from digest.domain.publishing import PublishFailure
from digest.domain.system_errors import system_reason

#: The name under which the keyring keeps what `digest publish login` was given.
KEYRING_SERVICE = "digest"

# A command that asks a person (for the passphrase of a key) needs time.
_COMMAND_SECONDS = 120


def secret_of(settings: PublishSettings, environ: Mapping[str, str]) -> str | PublishFailure:
    """The password: `password` (text or "$VARIABLE"), else `password_command`, else keyring.

    Without blanks and line ends around it, which no key has and pasting adds. Empty if nothing is set and the keyring
    has none.
    """
    if settings.password:
        found = _text_or_variable(settings, environ)
    elif settings.password_command:
        found = _printed(settings, environ)
    else:
        found = from_keyring(settings)
    if isinstance(found, PublishFailure):
        return found
    found = found.strip()
    # In a header field a line end would begin another one (RFC 9110 §5.5).
    if any(unicodedata.category(char) == "Cc" for char in found):
        return PublishFailure(
            "bad-password",
            msg("The password or key holds a line end or control character."),
            msg("Copy it again for [publish.{name}], all of it in one line.", name=settings.name),
        )
    return found


def from_keyring(settings: PublishSettings) -> str | PublishFailure:
    """The keyring's password for this target; "" without one, or without `digest[keyring]`."""
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(KEYRING_SERVICE, keyring_entry(settings)) or ""
    except NoKeyringError:
        return ""
    except KeyringError:
        return PublishFailure(
            "keyring",
            msg("The system's keyring does not answer."),
            msg("Unlock it, or set password or password_command for [publish.{name}].", name=settings.name),
        )


def keep_in_keyring(settings: PublishSettings, secret: str) -> PublishFailure | None:
    """Put a password into the keyring; what keeps it from being put there, if anything does."""
    try:
        import keyring
        from keyring.errors import KeyringError, NoKeyringError
    except ImportError:
        return PublishFailure(
            "no-keyring",
            msg("The package “keyring” is not installed."),
            msg(
                "Install it where digest is (pip install keyring, or pipx inject digest keyring), "
                "or set password_command for [publish.{name}].",
                name=settings.name,
            ),
        )
    try:
        keyring.set_password(KEYRING_SERVICE, keyring_entry(settings), secret)
    except NoKeyringError:
        return PublishFailure(
            "no-keyring",
            msg("There is no keyring in this session, as over ssh or in cron."),
            msg("Set password = “$VARIABLE” or password_command for [publish.{name}].", name=settings.name),
        )
    except KeyringError:
        return PublishFailure(
            "keyring",
            msg("The system's keyring does not take the password."),
            msg("Unlock it, or set password or password_command for [publish.{name}].", name=settings.name),
        )
    return None


def keyring_entry(settings: PublishSettings) -> str:
    """The name of a target's entry in the keyring.

    A target that moves must not send its old password to the new server.
    """
    return f"{settings.name} {settings.user}@{settings.url}"


def _text_or_variable(settings: PublishSettings, environ: Mapping[str, str]) -> str | PublishFailure:
    if not re.fullmatch(r"\$[A-Za-z_]\w*", settings.password):
        return settings.password
    # A variable filled from a file has the line end of that file.
    if value := environ.get(settings.password[1:], "").strip("\r\n"):
        return value
    return PublishFailure(
        "no-password",
        msg("The variable {name} is not set.", name=settings.password[1:]),
        msg("Set it in the environment, or name a password_command for [publish.{target}].", target=settings.name),
    )


def _printed(settings: PublishSettings, environ: Mapping[str, str]) -> str | PublishFailure:
    """The first line that the command prints; the rest may hold the secret and is not shown."""
    try:
        words = shlex.split(settings.password_command)
        done = subprocess.run(  # noqa: S603 - the user's own command, without a shell
            words,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_COMMAND_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        reason = (
            system_reason(error) if isinstance(error, OSError) else msg("it cannot be understood or takes too long")
        )
        return _no_command(settings, msg("password_command cannot be run: {reason}.", reason=reason))
    lines = done.stdout.decode(errors="replace").splitlines()
    if done.returncode or not lines or not lines[0]:
        return _no_command(
            settings, msg("password_command prints no password (it ended with {code}).", code=done.returncode)
        )
    return lines[0]


def _no_command(settings: PublishSettings, what: object) -> PublishFailure:
    return PublishFailure(
        "no-password",
        msg("[publish.{name}]: {what}", name=settings.name, what=what),
        msg("Run it in a terminal to see what it says."),
    )
