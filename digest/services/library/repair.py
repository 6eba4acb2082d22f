"""What is wrong with a library, one sentence for each problem with its remedy; repair."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from digest.domain.message import Message, msg
from digest.domain.problem import Problem
from digest.storage.store import Store

_PROBLEMS: Mapping[str, Message] = {
    "damaged": msg("the file is damaged"),
    "unreadable": msg("the file cannot be read"),
    "missing": msg("the file is missing, though it has been there"),
    "newer": msg("a newer version of digest wrote the file"),
    "malformed": msg("a record in it cannot be understood"),
    "misnamed": msg("the file does not hold the edition after which it is named"),
    "set-aside": msg("a damaged file was set aside under this name"),
    "conflict-copy": msg("a folder that is kept in step between machines has left this copy"),
}
_MENDS: Mapping[str, Message] = {
    "restore": msg("puts back the newest good copy, {source}; what was changed since then is lost."),
    "recode": msg("writes the file in UTF-8 again; nothing is lost."),
    "decipher": msg("writes the file in UTF-8 again; single letters may be wrong then."),
    "refill": msg("begins the file anew and asks the feeds again for what it held."),
    "put away": msg("moves it out of the way, into the library's folder backups/."),
}
_BY_HAND: Mapping[str, Message] = {
    "malformed": msg("Mend it in a text editor."),
    "newer": msg("Update digest."),
    "misnamed": msg("Name it after the edition that it holds, or move it away; a copy may be in backups/closed/."),
    "unreadable": msg("Give yourself the right to read it, or look at the system's log."),
    "conflict-copy": msg("Take over what you want to keep, then delete the copy."),
}
_ANYTHING_ELSE = msg("Mend the damaged file by hand, or move it away to begin anew.")


def described(problem: Problem) -> Message:
    """A problem in one sentence."""
    if problem.detail:
        return msg(
            "{where}: {what} ({detail}).", where=problem.where, what=_PROBLEMS[problem.what], detail=problem.detail
        )
    return msg("{where}: {what}.", where=problem.where, what=_PROBLEMS[problem.what])


def remedy_of(problem: Problem) -> Message:
    """What `digest doctor --repair` does about it, or what a person can do."""
    if problem.mend:
        return msg("“digest doctor --repair” {mends}", mends=mended_by(problem))
    return _BY_HAND.get(problem.what, _ANYTHING_ELSE)


def mended_by(problem: Problem) -> Message:
    """What repairing it does: "puts back the newest good copy …"."""
    return replace(_MENDS[problem.mend], values={"source": problem.source})


def repair(store: Store, agreed: Callable[[Problem], bool]) -> tuple[int, int]:
    """Repair what `agreed` says yes to; return the numbers of problems repaired and left.

    A damaged file that has just been replaced is put away without a question of its own.
    """
    mended: set[str] = set()
    for problem in list(store.check()):
        if problem.mend and agreed(problem) and store.repair(problem):
            mended.add(problem.where)
    for problem in list(store.check()):
        if problem.mend == "put away" and problem.where.partition(".damaged-")[0] in mended:
            store.repair(problem)
    return len(mended), sum(1 for _ in store.check())
