"""`digest restore`: a library out of a backup."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

import click

from digest.bootstrap import App
from digest.cli.lazy import Command
from digest.cli.session import Session, pass_session
from digest.config.language import translated
from digest.domain.errors import LibraryError, UsageError
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
    from digest.services.carried import Carried
    from digest.services.portable import put_in_place, restore

    app = session.app
    now = app.clock()
    # Where a link leads: to replace the link would leave what is restored in another place.
    folder = Path(os.path.realpath(app.library_path))
    carried = Carried(Path(file).expanduser())
    if _holds_something(folder) and not replace:
        raise UsageError(
            msg("There is a library in {folder} already.", folder=str(folder)),
            msg(
                "Add --replace to put the backup in its place and keep the present one, or name another with --library."
            ),
        )
    fresh = folder.with_name(f"{folder.name}.restoring")
    _clear(fresh)  # of a restore that was cut off
    missing = [parent for parent in fresh.parents if not parent.exists()]
    other = App(session.environ, library=str(fresh), config=session.config)
    try:
        held = restore(carried, other.store, fresh / "drafts")
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        for parent in missing:
            with suppress(OSError):  # somebody has put something there meanwhile
                parent.rmdir()
        raise
    finally:
        carried.close()
        other.close()
    fresh.mkdir(mode=0o700, exist_ok=True)
    aside = put_in_place(fresh, folder, now)
    if aside:
        session.diagnostics.say(msg("What was there is now {folder}.", folder=str(aside)))
    session.diagnostics.say(
        msg(
            "Restored: {folder} (feeds: {feeds}, entries: {entries}, editions: {editions}, picks: {picks})",
            folder=str(folder),
            feeds=held.feeds,
            entries=held.entries,
            editions=held.editions,
            picks=held.picks,
        )
    )


def _clear(place: Path) -> None:
    try:
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
    except OSError as error:
        raise LibraryError(
            msg("{file} cannot be written: {reason}.", file=str(place), reason=error.strerror or str(error)),
            msg("Name another place, or make room."),
        ) from error


def _holds_something(folder: Path) -> bool:
    return folder.exists() and any(not path.name.endswith(".lock") for path in folder.iterdir())
