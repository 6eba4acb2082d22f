"""One rule: its pattern is typed, the rest chosen; what it fits is told before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from digest.config.language import tell
from digest.domain.errors import DigestError
from digest.domain.message import Message, msg
from digest.domain.rules import ACTIONS, FIELDS, Rule
from digest.services.reading.entry_rules import Trial
from digest.services.reading.rule_words import ACTION_WORDS, FIELD_WORDS
from digest.tui.widgets.cells import cell_text, fit
from digest.tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from digest.tui.shell.program import Program

#: Seconds after a key before the rule is tried.
_WAIT = 0.2
_MOST_TITLES, _TITLE_CELLS = 3, 58
_REMOVE = "remove"


class RuleChange(NamedTuple):
    """A rule that is to take the place of another; None: none."""

    before: Rule | None
    after: Rule | None


class RuleDialog(ModalScreen[RuleChange | None]):
    """Gives what to keep. `feed` is the id and title of the feed that a rule may be for alone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss(None)", ""),
        ("down", "move(1)", ""),
        ("up", "move(-1)", ""),
        ("tab", "turn(1)", ""),
        ("shift+tab", "turn(-1)", ""),
    ]

    app: Program

    def __init__(
        self, rule: Rule | None, feed: tuple[str, str] | None, categories: Sequence[str], pattern: str = ""
    ) -> None:
        """`rule` None is a new one, whose `pattern` may have been typed already."""
        super().__init__()
        self._before = rule
        self._rule = rule or Rule("", pattern)
        self._feed = feed
        self._categories = list(categories)
        self._is_removed = False
        self._asked = 0
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(tell(msg("A rule for what comes in")), markup=False)
            yield LineInput(
                self._rule.pattern, id="rule-pattern", placeholder=tell(msg("Words, with * at the end if need be")),
                compact=True,
            )  # fmt: skip
            yield OptionList(id="rule-parts", markup=False, compact=True)
            yield Static(id="rule-said", markup=False, classes="said")
            yield Static(
                tell(msg("↑ ↓ choose a line · Tab changes it · ⏎ keeps the rule · Esc leaves")),
                markup=False,
                classes="hint",
            )

    def on_mount(self) -> None:
        listed = self.query_one(OptionList)
        listed.can_focus = False
        self._show()
        listed.highlighted = 0
        self.query_one(Input).focus()
        self._try_soon()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._rule = replace(self._rule, pattern=event.value)
        self._try_soon()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep it, unless it makes no sense: that is said."""
        event.stop()
        if self._is_removed:
            self.dismiss(RuleChange(self._before, None))
            return
        rules = self.app.library.entry_rules
        try:
            self.dismiss(RuleChange(self._before, rules.checked(replace(self._rule, pattern=event.value))))
        except DigestError as error:
            self._say(error.in_full)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click changes the line."""
        event.stop()
        self.query_one(OptionList).highlighted = event.option_index
        self.action_turn(1)

    def action_move(self, by: int) -> None:
        """To another line."""
        listed = self.query_one(OptionList)
        listed.highlighted = max(0, min(listed.option_count - 1, (listed.highlighted or 0) + by))

    def action_turn(self, by: int) -> None:
        """Another value for the line."""
        rule, line = self._rule, self._lines()[self.query_one(OptionList).highlighted or 0][0]
        if line == "action":
            choices = [*ACTIONS, *([_REMOVE] if self._before else [])]
            chosen = _next(choices, _REMOVE if self._is_removed else rule.action, by)
            self._is_removed = chosen == _REMOVE
            action = rule.action if self._is_removed else chosen
            category = (rule.category or next(iter(self._categories), "")) if action == "category" else ""
            self._rule = replace(rule, action=action, category=category)
        elif line == "field":
            self._rule = replace(rule, field=_next(FIELDS, rule.field, by))
        elif line == "kind":
            self._rule = replace(rule, is_regex=not rule.is_regex)
        elif line == "feed" and self._feed is not None:
            self._rule = replace(rule, feed_id="" if rule.feed_id else self._feed[0])
        elif line == "category":
            self._rule = replace(rule, category=_next(self._categories, rule.category, by))
        self._show()
        self._try_soon()

    def _lines(self) -> list[tuple[str, Message]]:
        rule = self._rule
        action = msg("remove the rule") if self._is_removed else ACTION_WORDS[rule.action]
        feed = self._feed[1] if self._feed is not None and rule.feed_id == self._feed[0] else rule.feed_id
        lines = [
            ("action", msg("Action: {word}", word=action)),
            ("field", msg("In: {word}", word=FIELD_WORDS[rule.field])),
            ("kind", msg("Pattern: regular expression") if rule.is_regex else msg("Pattern: words")),
            ("feed", msg("Of: {feed}", feed=feed) if feed else msg("Of: all feeds")),
        ]
        if rule.action == "category" and not self._is_removed:
            lines.append(("category", msg("Category: {name}", name=rule.category)))
        return lines

    def _show(self) -> None:
        listed = self.query_one(OptionList)
        place = listed.highlighted or 0
        listed.set_options(Option(Content(cell_text(tell(line)))) for _, line in self._lines())
        listed.highlighted = min(place, listed.option_count - 1)

    def _try_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_WAIT, self._try)

    def _try(self) -> None:
        self._asked += 1
        number, rule, rules = self._asked, self._rule, self.app.library.entry_rules
        if not rule.pattern.strip() and not rule.feed_id:
            self._say(None)
            return

        def work() -> Trial | DigestError:
            try:
                return rules.try_out(rule)
            except DigestError as error:
                return error

        def then(found: Trial | DigestError) -> None:
            if number == self._asked and self.is_current:
                self._tell(found)

        self.app.work_queue.ask_much(work, then)

    def _tell(self, found: Trial | DigestError) -> None:
        if isinstance(found, DigestError):
            self._say(found.in_full)
            return
        said = msg("Fits {n} of {total} entries.", n=len(found.hits), total=found.total)
        titles = [f"  {fit(entry.title, _TITLE_CELLS).rstrip()}" for entry in found.hits[:_MOST_TITLES]]
        self.query_one("#rule-said", Static).update(Content("\n".join([tell(said), *titles])))

    def _say(self, said: Message | None) -> None:
        self.query_one("#rule-said", Static).update(Content(cell_text(tell(said)) if said else ""))


def _next(values: Sequence[str], now: str, by: int) -> str:
    return values[(values.index(now) + by) % len(values)] if now in values else next(iter(values), now)
