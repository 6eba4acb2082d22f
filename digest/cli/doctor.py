"""`digest doctor`: is everything in order, and what to do if not."""

from __future__ import annotations

import click

from digest import __version__
from digest.cli.commands import Command
from digest.cli.session import LIBRARY, OK, USAGE, Session, pass_session
from digest.config.language import tell, translated
from digest.domain.errors import DigestError, UsageError
from digest.domain.message import msg
from digest.domain.problem import Problem
from digest.services.library.doctor import Finding
from digest.services.library.repair import described, mended_by


@click.command("doctor", cls=Command, help=translated("Look at configuration and library for anything broken."))
@click.option(
    "--repair",
    "repairing",
    is_flag=True,
    help=translated("Mend what can be mended, asking before each step; damaged files are kept."),
)
@click.option("--yes", is_flag=True, help=translated("With --repair: do not ask."))
@pass_session
def command(session: Session, repairing: bool, yes: bool) -> int:
    """Print one line a finding; exit 2 if the configuration, 3 if the library needs mending."""
    if repairing:
        _repair(session, yes)
    session.output.line(f"digest {__version__}")
    code = OK
    configuration = _configuration(session)
    _print(session, configuration)
    if not configuration.ok:
        code = USAGE
    for finding in _feed_settings(session) if configuration.ok else ():
        _print(session, finding)
        code = USAGE
    # Where the library keeps its archive is the configuration's to say.
    for finding in _library(session) if configuration.ok else ():
        _print(session, finding)
        if not finding.ok:
            code = LIBRARY
    session.output.line(tell(msg("All is well.") if code == OK else msg("Something needs mending: see ✗ above.")))
    return code


def _repair(session: Session, yes: bool) -> None:
    """Repair problem by problem; without a terminal nothing is done unless --yes is given."""

    def agreed(problem: Problem) -> bool:
        session.diagnostics.say(described(problem))
        session.diagnostics.say(msg("Repairing {mends}", mends=mended_by(problem)))
        return yes or click.confirm(translated("Do this?"), default=False, err=True)

    if not yes and not session.diagnostics.is_terminal:
        raise UsageError(msg("Nobody can be asked here."), msg("Add --yes to repair without questions."))
    mended, left = session.library.upkeep.repair(agreed)
    session.diagnostics.say(msg("Mended: {mended}; left: {left}.", mended=mended, left=left))


def _configuration(session: Session) -> Finding:
    library = session.library
    try:
        _ = library.settings, library.clock
    except DigestError as error:
        return Finding(error.message, False, error.remedy)
    if library.config_path.exists():
        return Finding(msg("The configuration is {file}.", file=str(library.config_path)))
    return Finding(
        msg("There is no configuration file ({file}); the defaults hold.", file=str(library.config_path)),
        True,
        msg("“digest config init” writes one to edit."),
    )


def _feed_settings(session: Session) -> list[Finding]:
    """Problems in single feeds' settings; `_library` reports a library that cannot be read."""
    library = session.library
    try:
        if not library.settings.feeds or not library.has_library:
            return []
        return list(library.upkeep.examine_feed_settings(library.settings.feeds))
    except DigestError:
        return []


def _library(session: Session) -> list[Finding]:
    library = session.library
    found: list[Finding] = []
    try:
        found.extend(library.upkeep.examine_location())
        if library.has_library:
            found.extend(library.upkeep.examine_contents())
    except DigestError as error:
        found.append(Finding(error.message, False, error.remedy))
    return found


def _print(session: Session, finding: Finding) -> None:
    session.output.line(f"{'✓' if finding.ok else '✗'} {tell(finding.what)}")
    if finding.remedy:
        session.output.line(f"  {tell(finding.remedy)}")
