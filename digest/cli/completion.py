"""`digest completion SHELL`: the script that completes `digest`, and its answers.

Script and program speak lines of three fields parted by tabs: kind (plain, file, dir), word, explanation.
"""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem, ShellComplete, split_arg_string

from digest.cli.commands import Command
from digest.cli.session import COMPLETE_VARIABLE, OK, USAGE, Session, pass_session
from digest.config.language import translated
from digest.domain.text import one_line

#: What a shell reads as something else than itself; a backslash in front makes it a character.
_SPECIAL = frozenset("|&;<>()$`\\\"' \t*?[]#~=%!{}^,")
#: bash ends a word at these while completing (COMP_WORDBREAKS), even behind a backslash.
_BREAKING = frozenset(":=")

_BASH = """\
# digest: completion for bash. In ~/.bashrc: eval "$(digest completion bash)"
_digest_completion() {
    local kind word explanation
    COMPREPLY=()
    while IFS=$'\\t' read -r kind word explanation; do
        case $kind in
            plain) COMPREPLY+=("$word") ;;
            file) compopt -o default 2>/dev/null ;;
            dir) compopt -o dirnames 2>/dev/null ;;
        esac
    done < <(COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F _digest_completion digest 2>/dev/null || complete -F _digest_completion digest
"""

_ZSH = """\
#compdef digest
# digest: completion for zsh. In ~/.zshrc, behind compinit: eval "$(digest completion zsh)"
_digest_completion() {
    local kind word explanation
    local -a plain explained
    while IFS=$'\\t' read -r kind word explanation; do
        case $kind in
            plain) [[ -n $explanation ]] && explained+=("${word//:/\\\\:}:$explanation") || plain+=("$word") ;;
            file) _files ;;
            dir) _files -/ ;;
        esac
    done < <(COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) %(complete_var)s=zsh_complete digest 2>/dev/null)
    (( $#explained )) && _describe -V digest explained -U
    (( $#plain )) && compadd -U -V digest -a plain
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _digest_completion "$@"; else compdef _digest_completion digest; fi
"""

_FISH = """\
# digest: completion for fish. Once: digest completion fish > ~/.config/fish/completions/digest.fish
function _digest_completion
    set -lx COMP_WORDS (commandline -cp)
    set -lx COMP_CWORD (commandline -ct)
    set -lx %(complete_var)s fish_complete
    for line in (digest 2>/dev/null)
        set -l fields (string split \\t -- $line)
        switch $fields[1]
            case file
                __fish_complete_path $fields[2]
            case dir
                __fish_complete_directories $fields[2]
            case plain
                printf '%%s\\t%%s\\n' $fields[2] $fields[3]
        end
    end
end
complete --no-files --command digest --arguments '(_digest_completion)'
"""


class _Completing(ShellComplete):
    """What the three shells share; session from the context, words from the environment."""

    def get_completion_args(self) -> tuple[list[str], str]:
        environ = self.ctx_args["obj"].environ
        words, place = split_arg_string(environ.get("COMP_WORDS", "")), environ.get("COMP_CWORD", "")
        number = int(place) if place.isdecimal() else len(words)
        return words[1:number], words[number] if number < len(words) else ""

    def format_completion(self, item: CompletionItem[str]) -> str:
        return "\t".join((item.type, _field(item.value), _field(item.help or "")))


class Zsh(_Completing):
    """zsh quotes what it inserts, and shows the explanations."""

    name = "zsh"
    source_template = _ZSH


class Fish(_Completing):
    """fish: quotes what it inserts, and passes the word at the cursor instead of its number."""

    name = "fish"
    source_template = _FISH

    def get_completion_args(self) -> tuple[list[str], str]:
        environ = self.ctx_args["obj"].environ
        words, typed = split_arg_string(environ.get("COMP_WORDS", "")), environ.get("COMP_CWORD", "")
        return (words[1:-1] if typed else words[1:]), (split_arg_string(typed) or [""])[0]


class Bash(_Completing):
    """Bash: inserts words unchanged, and replaces what was typed by their common beginning."""

    name = "bash"
    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """As the others, but "--format=html" comes as three words here."""
        args, incomplete = super().get_completion_args()
        return [word for word in args if word != "="], incomplete.removeprefix("=")

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        found = super().get_completions(args, incomplete)
        # Words that were found by their explanation have no common beginning: of several, bash would keep none.
        return found if len(found) == 1 else [one for one in found if one.type != "plain" or _begins(one, incomplete)]

    def format_completion(self, item: CompletionItem[str]) -> str:
        if item.type != "plain":
            return super().format_completion(item)
        # A word that bash would cut in two is given by its explanation, which for a feed is its id.
        word = item.help if item.help and set(item.value) & _BREAKING else item.value
        return "\t".join((item.type, "".join(f"\\{sign}" if sign in _SPECIAL else sign for sign in _field(word)), ""))


SHELLS: dict[str, type[_Completing]] = {shell.name: shell for shell in (Bash, Zsh, Fish)}


@click.command(
    "completion",
    cls=Command,
    help=translated("Print the script that lets bash, zsh or fish complete commands, feeds, months and categories."),
)
@click.argument("shell", metavar="bash|zsh|fish", type=click.Choice(list(SHELLS)))
@pass_session
def command(session: Session, shell: str) -> None:
    """For `eval`, or a file that the shell reads at its start."""
    session.output.raw(SHELLS[shell](click.Group(), {}, "digest", COMPLETE_VARIABLE).source().encode())


def answer(session: Session, cli: click.Group, instruction: str) -> int:
    """Print the words for the cursor; `instruction` is "bash_complete" and the like."""
    shell = SHELLS.get(instruction.removesuffix("_complete"))
    if shell is None:
        return USAGE
    found = shell(cli, {"obj": session}, "digest", COMPLETE_VARIABLE).complete()
    session.output.raw(f"{found}\n".encode() if found else b"")
    return OK


def _field(text: str) -> str:
    """One field of a line: without tabs, line ends and control characters."""
    return one_line(text)


def _begins(item: CompletionItem[str], typed: str) -> bool:
    return item.value.casefold().startswith(typed.casefold())
