"""The man page, rendered from the commands, options and examples of `--help`.

`docs/man/make.py` writes it in both languages; the wheel installs it under share/man. Macros: man(7).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from digest.cli.commands import COMMON_OPTIONS
from digest.cli.explanations import ARGUMENTS, EXAMPLES
from digest.cli.main import top_level
from digest.config.language import tell, translated
from digest.domain.message import Message, msg

EXIT_CODES: Mapping[int, Message] = {
    0: msg("All went well."),
    1: msg("Done, but some feeds failed, the check found errors, or a conflict kept a change back."),
    2: msg("Wrong usage or configuration, an id that is unknown or ambiguous, a closed edition, or output that fails."),
    3: msg("The library cannot be used."),
    4: msg("Another fetch is running."),
    70: msg("An internal error; the log has its particulars."),
    130: msg("Interrupted."),
}

ENVIRONMENT: Mapping[str, Message] = {
    "DIGEST_LIBRARY": msg("The library: a folder, or postgresql://user@host/database for a team."),
    "DIGEST_CONFIG": msg("The configuration file."),
    "DIGEST_CURATOR": msg("Who works here, instead of the name in the configuration."),
    "DIGEST_ALLOW_HOSTS": msg("Private hosts that feeds and pages may be fetched from, parted by commas."),
    "DIGEST_NOW": msg("A time in ISO 8601 instead of the clock’s, for tests."),
    "LC_ALL, LC_MESSAGES, LANG": msg("The language of messages: German or English."),
    "VISUAL, EDITOR, BROWSER": msg("The programs for editing and for opening pages."),
    "HTTP_PROXY, HTTPS_PROXY, NO_PROXY": msg("The proxy for all requests, and the hosts asked without it."),
    "NO_COLOR": msg("If set, nothing is coloured."),
}

FILES: Mapping[str, Message] = {
    "~/.config/digest/config.toml": msg(
        "The configuration; “digest config init” writes it with every setting explained."
    ),
    "~/.local/share/digest": msg("The library; “digest library path” tells where it is."),
}


def man_page(version: str) -> str:
    """The page as roff, in the active language."""
    return "\n".join(_lines(version)) + "\n"


def _lines(version: str) -> Iterator[str]:
    top = top_level()
    context = click.Context(top, info_name="digest")
    kind, purpose = translated("User commands"), translated("curated reading lists with comments, out of feeds")
    yield f'.TH DIGEST 1 "" "digest {_escaped(version)}" "{_escaped(kind)}"'
    yield from _section("Name")
    yield f"digest \\- {_escaped(purpose)}"
    yield from _section(translated("Synopsis"))
    yield f".B digest\n{_escaped(' '.join(top.collect_usage_pieces(context)))}"
    yield from _section(translated("Description"))
    yield _escaped(top.help or "")
    yield from _section(translated("Options"))
    for param in top.params:
        yield from _option(param, context)
    yield from _section(translated("Arguments"))
    for note in dict.fromkeys(map(tell, ARGUMENTS.values())):
        yield from (".PP", _escaped(note))
    yield from _section(translated("Commands"))
    for name in top.list_commands(context):
        yield from _command(top, name, context)
    for title, rows in (
        (translated("Exit status"), {str(code): text for code, text in EXIT_CODES.items()}),
        (translated("Environment"), ENVIRONMENT),
        (translated("Files"), FILES),
        (translated("Examples"), dict(EXAMPLES[""])),
    ):
        yield from _section(title)
        for term, text in rows.items():
            yield from _term(term, tell(text))


def _command(group: click.Group, name: str, parent: click.Context) -> Iterator[str]:
    """One command and those below it: usage, what it does, its own options, its examples."""
    command = group.get_command(parent, name)
    assert command is not None
    context = click.Context(command, parent=parent, info_name=name)
    path = context.command_path
    yield f".SS {_quoted(path)}"
    yield f".B {_escaped(path)}\n{_escaped(' '.join(command.collect_usage_pieces(context)))}"
    yield from (".PP", _escaped(command.help or ""))
    for param in command.params:
        if isinstance(param, click.Option) and param.name not in COMMON_OPTIONS:
            yield from _option(param, context)
    for line, text in EXAMPLES.get(path.removeprefix("digest "), ()):
        yield from (".PP", f"{_escaped(tell(text))}", ".RS 4", ".nf", f"\\fB{_escaped(line)}\\fR", ".fi", ".RE")
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            yield from _command(command, inner, context)


def _option(param: click.Parameter, context: click.Context) -> Iterator[str]:
    record = param.get_help_record(context)
    if record is not None:
        yield from _term(*record)


def _term(term: str, text: str) -> Iterator[str]:
    yield from (".TP", f"\\fB{_escaped(term)}\\fR", _escaped(text))


def _section(title: str) -> Iterator[str]:
    yield f".SH {_quoted(title.upper())}"


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    """Text that roff prints unchanged: backslashes and hyphens can be copied, no requests."""
    words = " ".join(text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq").split())
    return f"\\&{words}" if words.startswith((".", "'")) else words
