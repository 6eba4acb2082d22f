"""What the publish dialog does: check, show, push, take over; and its results on screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from textual.content import Content
from textual.widgets import Static

from digest.config.clock import local
from digest.config.language import tell
from digest.domain.message import Message, msg
from digest.domain.month import NamedMonth
from digest.domain.preflight.remark import Remark, Severity
from digest.domain.publishing import Capabilities, Outgoing, PublishFailure
from digest.domain.secrets import masked
from digest.services.publishing.one_push import NO_CONSENT, Consent
from digest.services.publishing.outcomes import Outcome, PushState, field_name, pushed_words
from digest.tui.shell.opening import browse_or_copy, copy_text
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.preview_pane import PreviewPane
from digest.tui.widgets.remark_list import check_words

if TYPE_CHECKING:
    from textual.screen import ModalScreen

    from digest.services.publishing.pushing import Plan, TargetState
    from digest.tui.host import Host

T = TypeVar("T")

#: Lines of a request that are shown: a mail of some megabytes would hold up the screen.
_MOST_LINES = 2000
_NO_TARGET = msg("No target is set up yet. A target is a section of the configuration, such as")
_EXAMPLE = """
[publish.blog]
kind = "wordpress"
url = "https://blog.example/"
user = "dora"
password = "$WP_PASSWORD"
"""


class TargetsShown(Protocol):
    """Who shows the list of targets, and what can be done with one."""

    def show_targets(self, targets: Sequence[tuple[str, str]]) -> None: ...
    def show_keys(self, keys: Sequence[tuple[str, Message]]) -> None: ...


class PublishWork:
    """One edition, one target at a time; a result is shown while its target is selected."""

    def __init__(self, host: Host, dialog: ModalScreen[None], month: str, listed: TargetsShown) -> None:
        self._host = host
        self._dialog = dialog
        self._listed = listed
        self._month = month
        self._name = ""
        self._states: dict[str, TargetState] = {}
        self._shown: dict[str, Content] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._busy = ""
        self._is_empty = False
        self._asked = ""
        self._has_picks = True
        self._remarks: dict[str, list[Remark]] = {}

    def load(self) -> None:
        """The targets with what is known of them, and what the check finds in the edition."""
        publishing, month = self._host.library.publishing, self._month
        names = [target.name for target in publishing.targets]
        if not self._name:  # shown at once, so that the first key finds its target
            self._listed.show_targets([(name, "·") for name in names])
            self._name = next(iter(names), "")
            self._is_empty = not names
            self.show_again()
        # In its turn, and keys wait: what a key pushes is asked about first, by what is known of the target.
        self._host.work_queue.change(lambda: publishing.states(month), self._show_states)
        self._host.work_queue.ask(lambda: self._checked_texts(names), self._show_remarks)

    def choose(self, name: str) -> None:
        if name != self._name and self._asked:
            self._shown.pop(self._asked, None)
            self._asked = ""
        self._name = name
        self.show_again()

    def check(self) -> None:
        """Connect and say what may be done there."""
        publishing = self._host.library.publishing
        self._ask(msg("Connecting …"), publishing.check, self._checked)

    def preview(self) -> None:
        """Show exactly what would be sent."""
        publishing, month = self._host.library.publishing, self._month
        self._ask(msg("Looking what is there …"), lambda name: publishing.plan(month, name), self._previewed)

    def push(self) -> None:
        """Push; nothing of others is replaced, and a mail is sent only when asked twice."""
        if not self._name or self._busy:
            return
        state = self._states.get(self._name)
        question = self._host.library.publishing.question(self._name, state.receipt if state else None)
        if question is not None and self._asked != self._name:
            self._asked = self._name
            self._shown[self._name] = Content(cell_text(tell(question)))
            self.show_again()
            return
        self._asked = ""
        self._push(NO_CONSENT)

    def overwrite(self) -> None:
        if self._is(PushState.EDITED, PushState.PUBLISHED):
            self._push(replace(NO_CONSENT, overwrite=True))

    def anew(self) -> None:
        if self._is(PushState.GONE, PushState.TRASHED):
            self._push(replace(NO_CONSENT, anew=True))

    def again(self) -> None:
        if self._is(PushState.ALREADY_SENT, PushState.PERHAPS_SENT):
            self._push(replace(NO_CONSENT, again=True))

    def take_theirs(self) -> None:
        """Take what was changed there into the edition."""
        if self._is(PushState.EDITED):
            publishing, month = self._host.library.publishing, self._month
            self._ask(msg("Taking over …"), lambda name: publishing.take_theirs(month, name), self._pushed)

    def browse(self) -> None:
        """Open the draft."""
        if url := self._url():
            browse_or_copy(self._host, url, msg("Opening {url}", url=masked(url)))

    def copy(self) -> None:
        """Copy the draft's address."""
        if url := self._url():
            copy_text(self._host, url)

    # What comes of it

    def _checked_texts(self, names: Sequence[str]) -> dict[str, list[Remark]]:
        """What the check finds of what goes to each target: the same for all that look at the same."""
        library = self._host.library
        checked = library.preflight.checked(self._month)
        self._has_picks = bool(checked.picks)
        found: dict[tuple[bool, bool], list[Remark]] = {}
        remarks = {}
        for name in names:
            own = library.publishing.checked_for(name, checked)
            key = own.by_mail, own.imprint_missing
            if key not in found:
                found[key] = library.preflight.look(own)
            remarks[name] = found[key]
        return remarks

    def _push(self, consent: Consent) -> None:
        publishing, month = self._host.library.publishing, self._month
        self._ask(msg("Pushing …"), lambda name: publishing.push(month, name, consent), self._pushed)

    def _ask(self, said: Message, work: Callable[[str], T], then: Callable[[str, T], None]) -> None:
        """One request at a time; the dialog stays usable meanwhile."""
        name = self._name
        if not name or self._busy:
            return
        self._busy = name
        self._shown[name] = Content(tell(said))
        self.show_again()

        def answered(found: T | Exception) -> None:
            self._busy = ""
            if isinstance(found, Exception):
                self._shown.pop(name, None)
                self.show_again()
                raise found
            then(name, found)
            self.show_again()

        def asked() -> T | Exception:
            try:
                return work(name)
            except Exception as error:  # noqa: BLE001 - raised again where the dialog can be used again
                return error

        self._host.work_queue.reach(asked, answered)

    def _checked(self, name: str, found: Capabilities | PublishFailure) -> None:
        if isinstance(found, PublishFailure):
            self._shown[name] = _failed(found)
            return
        lines = [Content.styled("✓ " + cell_text(masked(found.place)), "bold")]
        lines += [Content(cell_text(tell(fact))) for fact in found.facts]
        lines += [Content.styled("! " + cell_text(tell(one)), "$text-warning") for one in found.warnings]
        self._shown[name] = Content("\n").join(lines)

    def _previewed(self, name: str, found: Plan | PublishFailure) -> None:
        if isinstance(found, PublishFailure):
            self._shown[name] = _failed(found)
            return
        requests = [_request(part) for part in found.parts]
        if found.instead is not None:
            words = Content.styled(cell_text(tell(found.instead.message)), "bold")
            why = Content(cell_text(tell(msg("A push would send nothing now; this is what it holds back:"))))
            requests.insert(0, Content("\n").join([words, why]))
        self._shown[name] = Content("\n\n").join(requests)

    def _pushed(self, name: str, outcome: Outcome) -> None:
        self._outcomes[name] = outcome
        lines = [Content.styled(cell_text(tell(outcome.message)), "bold" if outcome.is_well else "bold $text-error")]
        if outcome.url:
            lines.append(Content(cell_text(masked(outcome.url))))
        lines += [Content(cell_text(tell(note))) for note in outcome.notes]
        if outcome.failure is not None:
            lines.append(Content(cell_text(tell(outcome.failure.remedy))))
        for change in outcome.changes:
            lines.append(Content(""))
            lines.append(Content.styled(tell(msg("Changed there: {field}", field=field_name(change.field))), "bold"))
            lines += _diff(change.diff())
        self._shown[name] = Content("\n").join(lines)
        self.load()

    # What is on the screen

    def _is(self, *states: PushState) -> bool:
        outcome = self._outcomes.get(self._name)
        return outcome is not None and outcome.state in states and not self._busy

    def _url(self) -> str:
        outcome, state = self._outcomes.get(self._name), self._states.get(self._name)
        if outcome is not None and outcome.url:
            return outcome.url
        return state.url if state is not None else ""

    def _show_states(self, states: list[TargetState]) -> None:
        self._states = {state.settings.name: state for state in states}
        self._listed.show_targets([(state.settings.name, _sign(state)) for state in states])
        self.show_again()

    def _show_remarks(self, remarks: dict[str, list[Remark]]) -> None:
        self._remarks = remarks
        self.show_again()

    def _check_words(self) -> Content:
        if self._name not in self._remarks:
            return Content("")
        remarks = self._remarks[self._name]
        errors = [remark for remark in remarks if remark.severity is Severity.ERROR]
        words = Content.styled(check_words(remarks), "bold $text-error" if errors else "")
        if not self._has_picks:
            told = msg("The edition {month} has no picks.", month=NamedMonth(self._month))
            words = Content.styled(tell(told), "bold $text-error")
        return Content("\n").join([words, *(Content(cell_text("✗ " + tell(error.message))) for error in errors)])

    def show_again(self) -> None:
        """Show what is known of the target under the cursor."""
        if not self._dialog.is_mounted:
            return
        state = self._states.get(self._name)
        shown = self._shown.get(self._name) or (_target(state) if state else Content(""))
        if self._is_empty:
            kinds = msg("Kinds are: {kinds}.", kinds=", ".join(self._host.library.publishing.kinds))
            shown = Content(f"{tell(_NO_TARGET)}\n{_EXAMPLE}\n{tell(kinds)}")
        self._dialog.query_one(PreviewPane).show(shown, 0)
        self._dialog.query_one("#publish-state", Static).update(Content(_words(state) if state else ""))
        self._listed.show_keys([] if self._is_empty else list(self._keys()))
        self._dialog.query_one("#export-check", Static).update(self._check_words())

    def _keys(self) -> Iterable[tuple[str, Message]]:
        if self._busy:
            return
        yield "⏎", msg("send the mail") if self._asked == self._name else msg("push")
        if self._is(PushState.EDITED):
            yield "t", msg("take theirs")
        if self._is(PushState.EDITED, PushState.PUBLISHED):
            yield "W", msg("overwrite")
        if self._is(PushState.GONE, PushState.TRASHED):
            yield "N", msg("new draft")
        if self._is(PushState.ALREADY_SENT, PushState.PERHAPS_SENT):
            yield "M", msg("mail once more")
        yield "p", msg("preview")
        yield "c", msg("check")
        if self._url():
            yield "o", msg("open")
            yield "y", msg("copy")


def _sign(state: TargetState) -> str:
    """Nothing there, there and up to date, there and older than the edition, or not known."""
    if state.receipt is None:
        return "○"
    if not state.receipt.is_done:
        return "!"
    return "◐" if state.changes else "●"


def _target(state: TargetState) -> Content:
    """What is known of a target before anybody has asked it."""
    settings = state.settings
    lines = [Content.styled(cell_text(f"{settings.name} · {settings.kind}"), "bold")]
    if settings.url:
        lines.append(Content(cell_text(masked(settings.url))))
    if state.url:
        lines.append(Content(cell_text(masked(state.url))))
    return Content("\n").join(lines)


def _words(state: TargetState) -> str:
    receipt = state.receipt
    pushed = receipt.pushed if receipt is not None else None
    when = local(pushed).strftime(tell(msg("%Y-%m-%d %H:%M"))) if pushed else "–"
    return cell_text(tell(pushed_words(receipt, state.changes, when)))


def _failed(failure: PublishFailure) -> Content:
    return (
        Content.styled("✗ " + cell_text(tell(failure.message)), "bold $text-error")
        + Content("\n" + cell_text(tell(failure.remedy)))
    )  # fmt: skip


def _request(part: Outgoing) -> Content:
    head = Content.styled(cell_text(f"{part.act} {masked(part.place)}"), "bold")
    fields = [Content.styled(cell_text(f"{name}: {value}"), "dim") for name, value in part.fields.items()]
    lines = part.body.decode("utf-8", "replace").splitlines()
    body = [Content(cell_text(line)) for line in lines[:_MOST_LINES]]
    return Content("\n").join([head, *fields, Content(""), *body])


def _diff(lines: list[str]) -> list[Content]:
    styles = {"-": "$text-error", "+": "$text-success", "@": "dim"}
    return [Content.styled(cell_text(line), styles.get(line[:1], "")) for line in lines[:_MOST_LINES]]
