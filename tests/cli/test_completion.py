"""What a shell completes: commands, feeds, months, categories, picks.

Asked in the shells themselves.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from digest.cli.completing import SOURCES, path_kind
from digest.cli.session import COMPLETE_VARIABLE
from digest.services.reading.completions import Completion, fitting
from digest.storage.registry import open_store
from tests.builders import NOW, a_feed, a_pick, a_refresh, an_entry, at
from tests.cli.commands import every_command
from tests.cli.running import Digest

#: Parameters that take free text, or numbers: nothing can be offered for them.
FREE = {
    "address", "url", "title", "search", "limit", "words", "comment", "author", "source", "text", "medium", "language",
    "quotation", "quotation_source", "position", "topic", "preheader", "labels", "separator", "base_url", "name",
    "year", "months", "kind", "number", "version", "port", "pattern", "value", "reason",
}  # fmt: skip


@pytest.fixture
def library(digest: Digest) -> Digest:
    """Three feeds, two of them of one title, and one pick in November."""
    store = open_store(str(digest.library), lambda: NOW)
    store.add_feeds([
        a_feed(1, title="Indiskretion (Blog), $HOME & Co", folder="Medien"),
        a_feed(2, title="Zwilling"),
        a_feed(3, title="Zwilling"),
    ])  # fmt: skip
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    store.add_pick(a_pick(1, category="Neue Arbeit"), at(1))
    store.close()
    return digest


def offered(digest: Digest, line: str, shell: str = "zsh") -> list[tuple[str, str, str]]:
    """The fields of the lines that a shell is given, with the cursor at the line's end."""
    words = line.split(" ")
    environ = {COMPLETE_VARIABLE: f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    digest.environ.update(environ)
    ran = digest.ok()
    assert ran.err == ""
    return [tuple(line.split("\t")) for line in ran.out.splitlines()]  # type: ignore[misc]


def words(digest: Digest, line: str) -> list[str]:
    return [word for _, word, _ in offered(digest, line)]


def test_commands_come_with_what_they_do(digest: Digest) -> None:
    assert offered(digest, "digest fe") == [
        ("plain", "fetch", "Refresh the feeds that are due."),
        ("plain", "feeds", "List, add, edit, sort into folders, remove and check feeds."),
    ]
    assert words(digest, "digest feeds re") == ["remove", "rename-folder", "restore"]
    assert "--force" in words(digest, "digest fetch --")


def test_what_the_library_knows_is_offered(library: Digest) -> None:
    assert words(library, "digest feeds edit ind") == ["Indiskretion (Blog), $HOME & Co"]
    assert words(library, "digest fetch Zw") == ["f2", "f3"], "two of one title are offered by their ids"
    assert words(library, "digest feeds edit x --folder M") == ["Medien"]
    assert words(library, "digest export ") == ["2026-11", "2026-12"]
    assert words(library, "digest pick x --edition 2026-1") == ["2026-11", "2026-12"]
    assert words(library, "digest pick x -c n") == ["Neue Arbeit"]
    assert words(library, "digest pick x --category ") == ["Strategie", "Medienarbeit", "IK", "Krise", "Neue Arbeit"]
    assert words(library, "digest drop ") == ["p1"]
    assert words(library, "digest check --anyway p1 comment-l") == ["comment-long"]
    assert words(library, "digest export --format ma") == ["markdown", "mastodon"]
    assert [kind for kind, _, _ in offered(library, "digest export -o ")] == ["file"]
    assert [kind for kind, _, _ in offered(library, "digest site ")] == ["dir"]


def test_an_entry_is_found_by_a_word_of_its_title(library: Digest) -> None:
    ((kind, entry, title),) = offered(library, "digest pick ")
    assert kind == "plain"
    assert words(library, f"digest pick {title.split()[-1]}") == [entry]


def test_the_library_named_on_the_line_is_the_one_asked(library: Digest, tmp_path: Path) -> None:
    assert words(library, f"digest --library {tmp_path / 'none'} feeds edit ") == []


def test_completing_makes_no_library_and_tells_of_no_damage(digest: Digest) -> None:
    assert words(digest, "digest feeds edit ") == []
    assert words(digest, "digest pick x -c kr") == ["Krise"]
    assert not digest.library.exists()
    digest.library.mkdir()
    (digest.library / "feeds.json").write_text("{", encoding="utf-8")
    assert words(digest, "digest feeds edit ") == []


def test_words_that_have_nothing_in_common_are_not_mixed() -> None:
    known = [Completion("PR-Doktor"), Completion("prmagazin"), Completion("f1", "PR im Titel")]
    assert [one.value for one in fitting(known, "PR")] == ["PR-Doktor"]
    assert [one.value for one in fitting(known, "Pr")] == ["PR-Doktor", "prmagazin"]
    assert [one.value for one in fitting(known, "tit")] == ["f1"]


def test_every_parameter_is_completed_or_known_to_be_free() -> None:
    unknown = {
        f"{path} {param.name}"
        for path, command in every_command()
        for param in command.params
        if not getattr(param, "is_flag", False)
        and not path_kind(param)
        and param.name not in SOURCES
        and param.name not in FREE
    }
    assert not unknown


def test_a_shell_that_is_not_known_is_named(digest: Digest) -> None:
    ran = digest("completion", "tcsh")
    assert ran.code == 2
    assert "bash" in ran.err
    digest.environ[COMPLETE_VARIABLE] = "tcsh_complete"
    assert digest().code == 2


# In the shells themselves

Asks = Callable[[str], str]


@pytest.fixture
def ask(library: Digest) -> Callable[..., str]:
    """Runs a program in a shell that finds `digest`, with the library; returns what it prints."""

    def asked(*command: str) -> str:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        environ = {**library.environment(), "PATH": path}
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return asked


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_completes(ask: Callable[..., str]) -> None:
    program = """
        eval "$(digest completion bash)"
        typed() {
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _digest_completion digest; printf '%s;' "${COMPREPLY[@]}"; echo
        }
        typed digest fe
        typed digest feeds edit Ind
        typed digest export --format = ht
        typed digest feeds edit Zw
        complete -p digest
    """
    assert ask("bash", "--norc", "-c", program).splitlines() == [
        "fetch;feeds;",
        r"Indiskretion\ \(Blog\)\,\ \$HOME\ \&\ Co;",
        "html;",
        ";",
        "complete -o nosort -F _digest_completion digest",
    ]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish here")
def test_fish_completes(ask: Callable[..., str]) -> None:
    program = 'digest completion fish | source; complete -C "digest fe"; complete -C "digest feeds edit Ind"'
    assert ask("fish", "--no-config", "-c", program).splitlines() == [
        "feeds\tList, add, edit, sort into folders, remove and check feeds.",
        "fetch\tRefresh the feeds that are due.",
        "Indiskretion (Blog), $HOME & Co\tf1",
    ]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("zsh") is None, reason="no zsh here")
def test_zsh_completes(ask: Callable[..., str]) -> None:
    program = r"""
        compdef() { print "compdef $@" }
        _describe() { print -rl -- "${(@)${(P)3}}" }
        compadd() { print -r -- "compadd $@" }
        eval "$(digest completion zsh)"
        words=(digest feeds edit Ind); CURRENT=4; _digest_completion
        words=(digest pick x -c Kr); CURRENT=5; _digest_completion
    """
    assert ask("zsh", "-f", "-c", program).splitlines() == [
        "compdef _digest_completion digest",
        "Indiskretion (Blog), $HOME & Co:f1",
        "compadd -U -V digest -a plain",
    ]


def test_scripts_name_no_command_but_digest(digest: Digest) -> None:
    for shell in ("bash", "zsh", "fish"):
        script = digest.ok("completion", shell).out
        assert COMPLETE_VARIABLE in script
        assert "%(" not in script


def test_a_hostile_title_reaches_the_shell_as_text(digest: Digest) -> None:
    store = open_store(str(digest.library), lambda: NOW)
    store.add_feeds([a_feed(1, title="`touch x`\n$(reboot)\t\x1b[31m;rm -rf ~ 'a' \"b\" *")])
    store.close()
    ((_, word, _),) = offered(digest, "digest fetch ", "bash")
    assert click.shell_completion.split_arg_string(word) == ["`touch x` $(reboot) [31m;rm -rf ~ 'a' \"b\" *"]
    assert subprocess.run(["bash", "-c", f"printf %s {word}"], capture_output=True, text=True, check=True).stdout == (
        "`touch x` $(reboot) [31m;rm -rf ~ 'a' \"b\" *"
    )
