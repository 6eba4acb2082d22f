"""`digest check`: the preflight of an edition."""

from __future__ import annotations

from collections.abc import Callable

import click

from digest.cli.commands import Command
from digest.cli.remarks import remark_data, remark_line, tell_counts
from digest.cli.session import PARTLY, Session, pass_session
from digest.config.language import translated
from digest.domain.message import msg
from digest.domain.month import NamedMonth


@click.command(
    "check",
    cls=Command,
    help=translated("List what to mend before an edition is published; exit code 1 if something must be."),
)
@click.argument("month", required=False, metavar="[M]")
@click.option(
    "--links", is_flag=True, help=translated("Ask the web, politely, whether every link still leads somewhere.")
)
@click.option(
    "--anyway",
    nargs=2,
    multiple=True,
    metavar=translated("PICK RULE"),
    help=translated("Never mind this rule for this pick; may be repeated."),
)
@click.option(
    "--again",
    nargs=2,
    multiple=True,
    metavar=translated("PICK RULE"),
    help=translated("Mind a rule again that was silenced with --anyway."),
)
@click.option("--reason", metavar="T", default="", help=translated("Why, for --anyway; it is kept with the pick."))
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of text."))
@pass_session
def command(
    session: Session,
    month: str | None,
    links: bool,
    anyway: tuple[tuple[str, str], ...],
    again: tuple[tuple[str, str], ...],
    reason: str,
    as_json: bool,
) -> int | None:
    """Print the remarks, errors first."""
    library = session.library
    edition = library.editions.month_to_read(month)
    for silent, pairs in ((True, anyway), (False, again)):
        for pick, rule in pairs:
            library.preflight.silence(library.curation.find(pick), rule, silent=silent, reason=reason)
    remarks = library.preflight.with_links(edition, _asked(session)) if links else library.preflight.remarks(edition)
    if as_json:
        session.output.json([remark_data(remark, edition) for remark in remarks])
    elif remarks:
        session.output.lines([remark_line(remark) for remark in remarks])
        tell_counts(session, remarks)
    else:
        session.diagnostics.say(msg("Nothing to mend in the edition {month}.", month=NamedMonth(edition)))
    return PARTLY if any(remark.severity == "error" for remark in remarks) else None


def _asked(session: Session) -> Callable[[str], None]:
    def asked(url: str) -> None:
        if session.verbose:
            session.diagnostics.write(url + "\n")

    return asked
