"""The edition as it stands: its lines, and what the check says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from digest.config.language import tell
from digest.domain.curator import same_curator
from digest.domain.edition import Pick
from digest.domain.message import msg, nmsg
from digest.domain.preflight.remark import Remark, Severity
from digest.domain.presence import ARRANGING
from digest.domain.text import count_words
from digest.services.curation.curators import who
from digest.services.curation.proofs import Proof
from digest.tui.shell.waiting_keys import WaitingKeys
from digest.tui.shell.work_queue import Latest
from digest.tui.widgets.edition_list import EditionLine, EditionList
from digest.tui.widgets.lines import OneLine
from digest.tui.widgets.remark_list import RemarkList, check_words

if TYPE_CHECKING:
    from digest.tui.host import Host


class ProofPanes(NamedTuple):
    """Where an edition is shown: its lines and what the check says of it, each with a title."""

    title: OneLine
    edition_list: EditionList
    remarks_title: OneLine
    remarks: RemarkList


#: Stands beside a pick with an open note.
NOTED = "⚑"


class Proofing:
    """Reads the edition of the screen's month and shows it; `proof` is None until then."""

    def __init__(self, host: Host, month: Callable[[], str], panes: ProofPanes, shown: Callable[[], None]) -> None:
        """`month` is the screen's edition; `shown` is called when the list shows a new state."""
        self._host = host
        self._month = month
        self._panes = panes
        self._list = panes.edition_list
        self._shown = shown
        self.proof: Proof | None = None
        self.remarks: list[Remark] = []
        self._latest = Latest()
        # By name the initials of all curators; empty as long as there is one.
        self._initials: Mapping[str, str] = {}
        self._curator = ""
        self._select: tuple[str, ...] = ()
        self._keys = WaitingKeys(host)

    @property
    def pick(self) -> Pick | None:
        """The pick under the cursor."""
        return self.find(self._list.key)

    def find(self, pick_id: str) -> Pick | None:
        """A pick of this edition."""
        picks = self.proof.assembled.picks if self.proof else ()
        return next((pick for pick in picks if pick.id == pick_id), None)

    def refuses_as_closed(self) -> bool:
        """True if the edition shown is closed; then it is said what makes it a draft again."""
        is_closed = self.proof is not None and self.proof.edition.is_closed
        if is_closed:
            self._host.key_queue.refuse(msg("The edition is closed; C makes it a draft again."))
        return is_closed

    def load(self, select: Sequence[str] = ()) -> None:
        """Reload the edition; the cursor goes to the first line of `select` that exists.

        Typed keys wait for that.
        """
        is_last = self._latest.ask()
        # Another question may overtake this one; the wish stays until an answer is shown.
        self._select = tuple(select) or self._select
        month, library, work = self._month(), self._host.library, self._host.work_queue
        is_new = self.proof is None or self.proof.edition.id != month
        if is_new or select or work.keys_wait:
            self._keys.hold()  # what is typed from now on is about what nobody sees yet

        def look() -> tuple[Proof, list[Remark], Mapping[str, str]]:
            proof = library.proofs.proof(month)
            names = {name for pick in proof.assembled.picks for name in (pick.curator, pick.edited_by) if name}
            return proof, library.proofs.remarks(proof), library.curators.initials(names)

        def take(found: tuple[Proof, list[Remark], Mapping[str, str]]) -> None:
            if not is_last():
                return
            self._keys.go()  # they come when this has been shown
            if self._list.is_attached:
                self.proof, self.remarks, self._initials = found
                self._show()

        # The first time in its turn: a key before may just have picked something.
        (work.change if is_new else work.ask)(look, take, self._keys.go)

    def hold_keys(self) -> None:
        """Hold typed keys until the edition that is asked for next is shown."""
        self._latest.ask()
        self._keys.hold()

    def show_remarks(self, remarks: list[Remark]) -> None:
        """What the check says, of texts that may not be kept yet."""
        self._panes.remarks_title.update(Content(check_words(remarks)))
        self._panes.remarks.show(remarks)

    def _show(self) -> None:
        proof = self.proof
        assert proof is not None
        listed = self._list
        listed.show(list(_lines(proof, self.remarks, self._initials, self._curator, self._at_work(proof))))
        select, self._select = self._select, ()
        any(map(listed.select, select))
        self._panes.title.update(Content(self._state(proof)))
        self._shown()

    def _state(self, proof: Proof) -> str:
        closed = proof.edition.closed
        state = tell(msg("Closed on {day}", day=closed) if closed else msg("Draft"))
        count = len(proof.assembled.picks)
        at_work = self._at_work(proof)
        busy = "".join(f" · {at_work[place]}" for place in ("", ARRANGING) if place in at_work)
        narrowed = f" · {tell(msg('picked by {name}', name=self._curator))}" if self._curator else ""
        return f"{state} · {tell(nmsg('{n} pick', '{n} picks', count))}{narrowed}{busy}"

    def _at_work(self, proof: Proof) -> Mapping[str, str]:
        """By pick, or part of the edition, who else is at work there."""
        return {
            place: tell(words)
            for (edition, place), words in self._host.watcher.at_work.items()
            if edition == proof.edition.id
        }

    def narrow(self) -> None:
        """Let one curator be chosen whose picks alone are listed, or everybody again."""
        if not self._initials:
            self._host.say(msg("Only one curator works on this library so far."))
            return
        from digest.tui.dialogs.choice import Choice, ChoiceDialog

        choices = [Choice(f"{initials}  {name}", name) for name, initials in self._initials.items()]
        if self._curator:
            choices.insert(0, Choice(tell(msg("everything again")), ""))
        self._host.show(ChoiceDialog(msg("Show only picks of …"), choices), self._narrow)

    def show_everything(self) -> bool:
        """The picks of all curators again; False if they are shown."""
        was_narrowed = bool(self._curator)
        if was_narrowed:
            self._narrow("")
        return was_narrowed

    def _narrow(self, curator: str | None) -> None:
        if curator is not None and curator != self._curator:
            self._curator = curator
            self._show()


def _lines(
    proof: Proof,
    remarks: list[Remark],
    initials: Mapping[str, str],
    curator: str,
    at_work: Mapping[str, str],
) -> Iterator[EditionLine]:
    problems = _problems(remarks)
    edition = proof.edition
    yield EditionLine("field", "title", tell(msg("Title")), proof.assembled.title, at_work.get("title", ""),
                      problems.get("title", ""))  # fmt: skip
    yield _prose_line("intro", tell(msg("Intro")), edition.intro, problems, at_work)
    number = 0
    for section in proof.assembled.sections:
        numbered = [*enumerate(section.picks, start=number + 1)]
        number += len(section.picks)
        shown = [(place, pick) for place, pick in numbered if not curator or same_curator(pick.curator, curator)]
        if shown:
            yield EditionLine("heading", text=section.category.upper())
        for place, pick in shown:
            words = tell(nmsg("{n} word", "{n} words", count_words(pick.comment)))
            here = at_work.get(pick.id) or f"{who(pick, initials)} {words}".strip()
            parts = (NOTED if proof.checked.notes.get(pick.id) else "", here)
            remark = " ".join(filter(None, parts))
            yield EditionLine(
                "pick", pick.id, str(place), pick.shown_title, remark, problems.get(pick.id, ""),
            )  # fmt: skip
    yield _prose_line("outro", tell(msg("Outro")), edition.outro, problems, at_work)


def _prose_line(
    key: str, label: str, text: str, problems: dict[str, str], at_work: Mapping[str, str]
) -> EditionLine:  # fmt: skip
    here = at_work.get(key, "")
    if not text.strip():
        return EditionLine("field", key, label, tell(msg("none yet · ⏎ writes it")), here, faint=True)
    words = here or tell(nmsg("{n} word", "{n} words", count_words(text)))
    return EditionLine("field", key, label, text, words, problems.get(key, ""))


def _problems(remarks: list[Remark]) -> dict[str, str]:
    """The worst severity by line: the pick's id, or the edition's field."""
    worst: dict[str, str] = {}
    for remark in remarks:
        key = remark.place.pick_id or remark.place.field
        if worst.get(key) != Severity.ERROR:
            worst[key] = remark.severity.value
    return worst
