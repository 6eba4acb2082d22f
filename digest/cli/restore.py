"""`digest restore`: a library out of a backup."""

from __future__ import annotations

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session
from digest.config.language import translated
from digest.config.paths import path_at
from digest.domain.message import msg


@click.command(
    "restore",
    cls=Command,
    help=translated("Make a library of a backup (or of “digest library export”); nothing is overwritten."),
)
@click.argument("file", metavar=translated("FILE"))
@click.option("--replace", is_flag=True, help=translated("Put it in the place of the library there is, which is kept."))
@pass_session
def command(session: Session, file: str, replace: bool) -> None:
    """Restore beside the library and let it take its place when it is whole."""
    from digest.services.library.backup import restore
    from digest.services.library.backup_reader import BackupReader

    carried = BackupReader(path_at(file))
    try:
        restored = session.library.replace_library(lambda store: restore(carried, store), replace=replace)
    finally:
        carried.close()
    held = restored.result
    if restored.aside:
        session.diagnostics.say(msg("What was there is now {folder}.", folder=restored.aside))
    session.diagnostics.say(
        msg(
            "Restored: {folder} (feeds: {feeds}, entries: {entries}, editions: {editions}, picks: {picks})",
            folder=restored.address,
            feeds=held.feeds,
            entries=held.entries,
            editions=held.editions,
            picks=held.picks,
        )
    )
