"""Click's own words, listed so that they are gathered into our catalogue.

click looks them up in gettext's process-wide domain, which `cli.main` sets to a catalogue of these alone. A test
compares this list with the installed click.
"""

from __future__ import annotations


def gathered(text: str) -> str:
    """The name that gathering looks for; click does the translating."""
    return text


def gathered_pair(one: str, many: str) -> tuple[str, str]:
    """Likewise, for a text with a plural."""
    return one, many


SINGLE = (
    gathered("Usage:"),
    gathered("Options"),
    gathered("Commands"),
    gathered("Show this message and exit."),
    gathered("Missing command."),
    gathered("No such command {name!r}."),
    gathered("No such option {name!r}."),
    gathered("Option {name!r} does not take a value."),
    gathered("Invalid value for {param_hint}: {message}"),
    gathered("Invalid value: {message}"),
    gathered("default: {default}"),
    gathered("required"),
    gathered("Aborted!"),
    gathered("Error: invalid input"),
)

COUNTED = (
    gathered_pair("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    gathered_pair("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    gathered_pair("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    gathered_pair("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
)
