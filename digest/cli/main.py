"""The command line: its commands, its language, and how every failure ends."""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from digest import __version__
from digest.cli.session import (
    COMPLETE_VARIABLE,
    INTERRUPTED,
    OK,
    USAGE,
    Diagnostics,
    Session,
    Stdout,
    cannot_write_stdout,
    give_up_stdout,
)
from digest.config.language import CLICK_DOMAIN, LOCALE_FOLDER, activate, language_from, translated
from digest.config.paths import config_file
from digest.domain.errors import DigestError
from digest.domain.message import Message, msg

if TYPE_CHECKING:
    import click

    from digest.cli.commands import LazyGroup

# Name → (module, the line that --help shows). The order is that of a month's work.
COMMANDS: Mapping[str, tuple[str, Message]] = {
    "fetch": ("digest.cli.fetch", msg("Refresh the feeds that are due.")),
    "feeds": ("digest.cli.feeds", msg("List, add, edit, sort into folders, remove and check feeds.")),
    "import": ("digest.cli.import_lists", msg("Move in from another program: feeds, bookmarks, reading lists.")),
    "opml": ("digest.cli.opml", msg("Import and export lists of feeds.")),
    "entries": ("digest.cli.entries", msg("List entries, newest first.")),
    "searches": ("digest.cli.searches", msg("Keep searches under a name: views of your own.")),
    "links": ("digest.cli.links", msg("List the links inside an entry's text, by number.")),
    "rules": ("digest.cli.rules", msg("Keep rules: what is muted, read, shortlisted, fetched whole by itself.")),
    "mute": ("digest.cli.mute", msg("Keep entries with a word in their title out of the inbox.")),
    "suggest": ("digest.cli.suggest", msg("Suggest categories from what you picked before.")),
    "pick": ("digest.cli.pick", msg("Pick an entry or a web page for an edition.")),
    "picks": ("digest.cli.picks", msg("List the picks of an edition.")),
    "comment": ("digest.cli.comment", msg("Write the comment of a pick.")),
    "mark": ("digest.cli.mark", msg("Mark a pick: own post, advertisement, medium, language, quotation.")),
    "note": ("digest.cli.note", msg("Leave notes for colleagues on picks and entries.")),
    "move": ("digest.cli.move", msg("Move a pick to another position.")),
    "drop": ("digest.cli.drop", msg("Take a pick out of its edition.")),
    "edition": ("digest.cli.edition", msg("List, show, set, close and reopen editions.")),
    "check": ("digest.cli.check", msg("List what to mend before an edition is published.")),
    "preview": ("digest.cli.preview", msg("Show an edition in the browser while it is being written.")),
    "export": ("digest.cli.export", msg("Write an edition as a page, mail, Markdown, text or data, or copy it.")),
    "publish": ("digest.cli.publish", msg("Push an edition to a blog, folder or service as a draft.")),
    "site": ("digest.cli.site", msg("Write the archive of all editions as a static site.")),
    "template": ("digest.cli.template", msg("List, show and begin templates of your own.")),
    "search": ("digest.cli.search", msg("Search your own comments of all years.")),
    "stats": ("digest.cli.stats", msg("Count categories, sources and authors over all editions.")),
    "backup": ("digest.cli.backup", msg("Write the whole library into one file.")),
    "restore": ("digest.cli.restore", msg("Make a library of a backup.")),
    "library": ("digest.cli.library", msg("Export the whole library in an open format.")),
    "tidy": ("digest.cli.tidy", msg("Drop the texts of old entries.")),
    "doctor": ("digest.cli.doctor", msg("Look at configuration and library for anything broken.")),
    "config": ("digest.cli.config", msg("Show or write the configuration.")),
    "keys": ("digest.cli.keys", msg("List the keys of the interface, with your own changes.")),
    "completion": ("digest.cli.completion", msg("Print the script with which a shell completes commands.")),
    "demo": ("digest.cli.demo", msg("Try everything on invented feeds, without a network.")),
}


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

            return open_interface(session.library)
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
    A pipe (`--config <(…)`) is left alone: what is read of it here would be missing when the settings are read.
    """
    try:
        file = config_file(_option(arguments, "--config"), environ)
        text = file.read_text(encoding="utf-8-sig") if file.is_file() else ""
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


def top_level() -> LazyGroup:
    """The `digest` command, in the language that is active."""
    import click

    from digest.cli.commands import LazyGroup

    group = LazyGroup(
        "digest",
        lazy=COMMANDS,
        invoke_without_command=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        options_metavar=translated("[OPTIONS]"),
        subcommand_metavar=translated("COMMAND [ARGS]..."),
        help=translated(
            "From feeds to a curated digest: fetch, pick, comment, order, export. "
            "“digest” alone opens the interface; the commands are for cron, scripts and quick fingers."
        ),
        epilog=translated("“digest COMMAND --help” tells more about a command, “man digest” about all of them."),
        callback=_without_command,
    )
    group.params.append(
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help=translated("Show the version and exit."),
        )
    )
    return group


def invoke(arguments: Sequence[str], session: Session) -> int:
    """Run what the arguments say; returns the exit code. Raises DigestError."""
    import click

    from digest.cli.usage_errors import tell_usage_error

    try:
        if instruction := session.environ.get(COMPLETE_VARIABLE):
            from digest.cli.completion import answer

            return answer(session, top_level(), instruction)
        result = top_level().main(list(arguments), prog_name="digest", standalone_mode=False, obj=session)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.ClickException as error:
        tell_usage_error(error, session.diagnostics)
        return USAGE
    except click.Abort:
        session.diagnostics.write(translated("Interrupted.") + "\n")
        return INTERRUPTED
    return result if isinstance(result, int) else OK


def _without_command() -> int:
    import click

    ctx = click.get_current_context()
    if ctx.invoked_subcommand is not None:
        return OK
    from digest.cli.tui import open_interface

    return open_interface(ctx.obj.library)


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        import click

        click.echo(f"digest {__version__}")
        ctx.exit()
