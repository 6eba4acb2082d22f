"""The top of the command line: the language, and how every failure ends.

The commands are in `top_level`.
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Mapping, Sequence

from digest.cli.diagnostics import INTERRUPTED, OK, Diagnostics
from digest.cli.output import Stdout
from digest.cli.session import COMPLETE_VARIABLE, Session
from digest.cli.streams import cannot_write_stdout, give_up_stdout
from digest.config.language import CLICK_DOMAIN, LOCALE_FOLDER, activate, language_from, translated
from digest.config.paths import config_file
from digest.domain.errors import DigestError


def run(arguments: Sequence[str], environ: Mapping[str, str] | None = None) -> int:
    """Run one command; returns the exit code. Nothing that goes wrong leaves as a traceback."""
    environ = os.environ if environ is None else environ
    diagnostics = Diagnostics()
    speak(_language(arguments, environ))
    session = Session(environ, Stdout(), diagnostics)
    try:
        # Nothing to parse: loading click would be a twentieth of the way to the first frame.
        if not arguments and COMPLETE_VARIABLE not in environ:
            from digest.cli.tui import open_interface

            return open_interface(session.app)
        from digest.cli.top_level import invoke

        return invoke(arguments, session)
    except KeyboardInterrupt:
        diagnostics.write(translated("Interrupted.") + "\n")
        return INTERRUPTED
    except DigestError as error:
        return diagnostics.failed(error)
    except SystemExit:
        # Only click does this, when the reader of our output has gone (`digest entries | head`): that is no
        # mistake, and a late flush must not complain either.
        give_up_stdout()
        return OK
    except OSError as error:
        return diagnostics.failed(cannot_write_stdout(error)) if _is_from_click(error) else _bug(error, session)
    except Exception as error:  # noqa: BLE001 - the one place where a bug becomes a sentence and a log entry
        return _bug(error, session)
    finally:
        session.close()


def _is_from_click(error: OSError) -> bool:
    """True if it was raised while click wrote to stdout: help and version it writes itself."""
    from click import echo

    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code is echo.__code__


def _bug(error: Exception, session: Session) -> int:
    return session.diagnostics.bug(error, verbose=session.verbose)


def speak(language: str) -> None:
    """Make "de" or "en" the language of this process, of click as well."""
    activate(language)
    # click asks gettext's process-wide domain for its own words ("Usage", "Options"); LANGUAGE decides there.
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(CLICK_DOMAIN, str(LOCALE_FOLDER))
    gettext.textdomain(CLICK_DOMAIN)


def _language(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """The language before parsing: the configuration's `language`, else the environment's.

    Looks for the one line rather than reading the whole file: help must work, and be quick, even with a broken one.
    """
    try:
        text = config_file(_option(arguments, "--config"), environ).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, DigestError):  # told when the file is needed
        return language_from(environ)
    head = re.split(r"(?m)^\s*\[", text, maxsplit=1)[0]
    found = set(re.findall(r"""(?m)^\s*language\s*=\s*["'](de|en)["']""", head))
    return found.pop() if len(found) == 1 else language_from(environ)  # a file that says both decides nothing


def _option(arguments: Sequence[str], name: str) -> str | None:
    for position, argument in enumerate(arguments):
        if argument == name and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith(name + "="):
            return argument.partition("=")[2]
    return None
