"""The rules in the interface: a list to choose from, and the dialog for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.config.language import tell
from digest.domain.entry import PAGES
from digest.domain.message import Message, msg
from digest.domain.rules import Rule
from digest.services.reading.rule_words import ACTION_WORDS, FIELD_WORDS
from digest.tui.shell.waiting_keys import open_with
from digest.tui.shell.work_screen import WorkScreen

if TYPE_CHECKING:
    from digest.tui.dialogs.rule import RuleChange
    from digest.tui.shell.program import Program


class RuleKeeping:
    """Every change is a step that u takes back."""

    def __init__(self, app: Program) -> None:
        self._app = app

    def open(self, feed_id: str = "") -> None:
        """Show all rules, and begin a new one, which may be for one feed alone."""
        app = self._app
        feed_id = "" if feed_id == PAGES else feed_id

        def look() -> tuple[list[Rule], dict[str, str]]:
            return app.library.entry_rules.all(), app.library.feeds.titles()

        def ask(found: tuple[list[Rule], dict[str, str]]) -> None:
            from digest.tui.dialogs.choice import Choice, ChoiceDialog

            rules, titles = found
            choices: list[Choice[Rule]] = [Choice(tell(msg("A new rule …")), Rule("", ""))]
            choices += [Choice(_told(rule, titles), rule) for rule in rules]

            def chosen(rule: Rule | None) -> None:
                if rule is not None:
                    of = rule.feed_id or feed_id
                    self._edit(rule, (of, titles[of]) if of in titles else None)

            def new(words: str) -> Choice[Rule]:
                return Choice(tell(msg("A new rule for “{words}” …", words=words)), Rule("", words))

            if rules:
                app.push_screen(ChoiceDialog(msg("Rules"), choices, new), chosen)
            else:
                chosen(choices[0].value)

        open_with(app, look, ask)

    def _edit(self, rule: Rule, feed: tuple[str, str] | None) -> None:
        from digest.tui.dialogs.rule import RuleDialog

        labels = self._app.library.editions.offered_categories(self._app.month)
        standing = self._app.library.settings.categories.standing
        categories = [*dict.fromkeys((*standing, *labels))]
        present = rule if rule.id else None
        self._app.push_screen(RuleDialog(present, feed, categories, rule.pattern), self._chosen)

    def _chosen(self, change: RuleChange | None) -> None:
        if change is None:
            return
        actions = self._app.library.rule_actions

        def told(said: Message) -> None:
            self._app.say(msg("{what} · u undoes it", what=said))
            if isinstance(self._app.screen, WorkScreen):
                self._app.screen.show_muting()

        self._app.work_queue.change(lambda: actions.change(change.before, change.after), told)


def _told(rule: Rule, titles: dict[str, str]) -> str:
    words = f"/{rule.pattern}/" if rule.is_regex else tell(msg("“{word}”", word=rule.pattern)) if rule.pattern else "*"
    parts = [
        tell(ACTION_WORDS[rule.action]) if rule.action in ACTION_WORDS else rule.action,
        rule.category,
        tell(FIELD_WORDS[rule.field]) if rule.field in FIELD_WORDS else rule.field,
        words,
        titles.get(rule.feed_id, rule.feed_id),
    ]
    return " · ".join(part for part in parts if part)
