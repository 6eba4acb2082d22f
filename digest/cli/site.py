"""`digest site`: the archive of all closed editions as a static site."""

from __future__ import annotations

from typing import Any

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session
from digest.cli.styling import style_options
from digest.config.language import translated
from digest.config.paths import path_at
from digest.domain.message import msg
from digest.domain.url import not_an_address, web_address


@click.command(
    "site",
    cls=Command,
    help=translated("Write the archive of all closed editions as a static site with a feed; only what changed."),
)
@click.argument("folder", metavar="DIR")
@click.option(
    "--base-url",
    metavar="URL",
    default="",
    help=translated("Where it will be published, for the addresses in the feed (else that of the configuration)."),
)
@style_options
@pass_session
def command(session: Session, /, folder: str, base_url: str, **changes: Any) -> None:
    """Write what changed, and say how much that was."""
    if base_url and web_address(base_url) is None:
        raise not_an_address(base_url)
    exports = session.library.exports
    done = exports.write_archive(path_at(folder), base_url, exports.options(changes))
    session.diagnostics.say(
        msg(
            "{folder}: {written} written, {unchanged} unchanged, {removed} removed.",
            folder=folder,
            written=len(done.written),
            unchanged=len(done.unchanged),
            removed=len(done.removed),
        )
    )
    if not done.pages:
        session.diagnostics.say(
            msg("No edition is closed yet, so the archive is empty; “digest edition close M” closes one.")
        )
