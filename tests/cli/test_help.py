"""Help that helps: examples in every command, nothing cut, mistyped commands recognised."""

from __future__ import annotations

import shlex

import click
import pytest

from digest.cli.explanations import EXAMPLES
from digest.cli.main import top_level
from tests.cli.commands import every_command
from tests.cli.running import Digest

COMMANDS = dict(every_command())


@pytest.mark.parametrize("path", list(COMMANDS))
def test_every_help_has_examples_and_cuts_nothing(digest: Digest, path: str) -> None:
    for sign in ("-h", "--help"):
        out = digest.ok(*path.split(), sign).out
        assert "Examples:" in out
        assert "..." not in out.replace("[ARGS]...", "").replace("]...", "")
    digest.environ["LC_ALL"] = "de_DE.UTF-8"
    german = digest.ok(*path.split(), "-h").out
    assert "Beispiele:" in german
    assert "Examples:" not in german


def test_examples_are_of_commands_that_exist() -> None:
    assert set(EXAMPLES) == set(COMMANDS)


@pytest.mark.parametrize(
    "line", sorted({line for examples in EXAMPLES.values() for line, _ in examples}), ids=lambda line: line
)
def test_every_example_is_understood(line: str) -> None:
    """Parsed to the end, not run.

    A wrong option, a missing argument or a word too many is an error.
    """
    told = line.removeprefix('eval "$(').removesuffix(')"').partition(" > ")[0].partition(" < ")[0]
    words = shlex.split(told)
    assert words.pop(0) == "digest"
    command: click.Command = top_level()
    context = click.Context(command, info_name="digest")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        inner = command.get_command(context, words[0])
        if inner is None and command.invoke_without_command and command is not context.find_root().command:
            break  # a group that takes words of its own: `digest publish november`
        assert inner is not None, line
        words.pop(0)
        command = inner
        context = click.Context(command, context, info_name=command.name)
    with command.make_context(command.name, words, parent=context.parent):
        pass


def test_a_mistyped_command_is_answered_with_what_it_looks_like(digest: Digest) -> None:
    ran = digest("pik")
    assert ran.code == 2
    assert "Did you mean: pick, picks?" in ran.err
    assert "Did you mean" in digest("feeds", "ad").err
    assert "Did you mean" not in digest("xyzzy").err
    digest.environ["LC_ALL"] = "de_DE.UTF-8"
    assert "Meinten Sie: pick, picks?" in digest("pik").err


def test_the_top_says_that_digest_alone_opens_the_interface(digest: Digest) -> None:
    assert "“digest” alone opens the interface" in " ".join(digest.ok("--help").out.split())
