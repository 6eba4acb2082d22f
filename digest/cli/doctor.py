"""`digest doctor`: is everything as it should be, and what to do where it is not."""

from __future__ import annotations

import click

from digest import __version__
from digest.cli.diagnostics import LIBRARY, OK, USAGE
from digest.cli.lazy import Command
from digest.cli.session import Session, pass_session
from digest.config.language import tell, translated
from digest.domain.errors import DigestError
from digest.domain.message import msg
from digest.services.checkup import Finding, examine_folder, examine_store


@click.command("doctor", cls=Command, help=translated("Look at configuration and library for anything broken."))
@pass_session
def command(session: Session) -> int:
    """Print one line a finding; exit 2 if the configuration, 3 if the library needs mending."""
    session.output.line(f"digest {__version__}")
    code = OK
    configuration = _configuration(session)
    _print(session, configuration)
    if not configuration.ok:
        code = USAGE
    for finding in _library(session):
        _print(session, finding)
        if not finding.ok:
            code = LIBRARY
    session.output.line(tell(msg("All is well.") if code == OK else msg("Something needs mending: see ✗ above.")))
    return code


def _configuration(session: Session) -> Finding:
    app = session.app
    try:
        _ = app.settings, app.clock
    except DigestError as error:
        return Finding(error.message, False, error.remedy)
    if app.config_path.exists():
        return Finding(msg("The configuration is {file}.", file=str(app.config_path)))
    return Finding(
        msg("There is no configuration file ({file}); the defaults hold.", file=str(app.config_path)),
        True,
        msg("“digest config init” writes one to edit."),
    )


def _library(session: Session) -> list[Finding]:
    app = session.app
    found = list(examine_folder(app.library_path))
    if not app.library_path.is_dir():
        return found
    try:
        return found + list(examine_store(app.store))
    except DigestError as error:
        return [*found, Finding(error.message, False, error.remedy)]


def _print(session: Session, finding: Finding) -> None:
    session.output.line(f"{'✓' if finding.ok else '✗'} {tell(finding.what)}")
    if finding.remedy:
        session.output.line(f"  {tell(finding.remedy)}")
