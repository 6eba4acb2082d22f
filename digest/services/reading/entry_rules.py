"""The curator's rules: tried on what is there, then applied to what comes in.

Muted words are rules of this kind, too: words in titles, of all feeds, that mute. They are kept apart because older
versions of the library have them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from digest.config.clock import Clock
from digest.domain.entry import PAGES, Entry, new_id
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.muting import word_key
from digest.domain.only_one import only_one, with_id
from digest.domain.query import EntryQuery
from digest.domain.rules import ACTIONS, FIELDS, Rule, no_rule
from digest.domain.text import category_label, curator_line
from digest.storage.rules.exchange import changed_elsewhere
from digest.storage.rules.matching import Matcher, ensure_matchable
from digest.storage.store import Store

_OF_WORD = "word:"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would fit of the entries that are there: those of feeds, the newest first."""

    hits: tuple[Entry, ...]
    total: int


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """The effect of rules on new entries: their number, and those whose whole text to fetch."""

    read: int = 0
    shortlisted: int = 0
    full_text: tuple[Entry, ...] = ()


class EntryRules:
    """The rules of one library."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._matcher: tuple[tuple[Rule, ...], Matcher] | None = None

    def all(self) -> list[Rule]:
        """Every rule, the oldest first; muted words, which have no age, before them."""
        words = [Rule(f"{_OF_WORD}{word}", word) for word in self._store.muted_words()]
        return [*words, *self._store.rules()]

    def find(self, words: str) -> Rule:
        """The rule of that id, or its beginning, or the muted word. Raises NotFound, Ambiguous."""
        rules, key = self.all(), word_key(words.strip())
        return only_one(
            with_id(rules, words, [rule for rule in rules if key and word_key(rule.pattern) == key]),
            no_rule(words),
            lambda count: msg("“{rule}” fits {count} rules.", rule=words, count=count),
        )

    def checked(self, rule: Rule) -> Rule:
        """The rule with tidy texts. Raises UsageError for one that makes no sense."""
        rule = replace(rule, pattern=curator_line(rule.pattern), category=category_label(rule.category))
        for value, allowed in ((rule.field, FIELDS), (rule.action, ACTIONS)):
            if value not in allowed:
                raise UsageError(
                    msg("“{value}” is unknown here.", value=value),
                    msg("Allowed are: {allowed}.", allowed=", ".join(allowed)),
                )
        if (rule.action == "category") != bool(rule.category):
            raise UsageError(
                msg("A category belongs to the action “category”, and to no other."), msg("Name both, or neither.")
            )
        ensure_matchable(rule)
        return rule

    def try_out(self, rule: Rule) -> Trial:
        """The entries that the rule fits. Raises UsageError for an invalid one; changes nothing."""
        rule = self.checked(rule)
        feeds = tuple(feed.id for feed in self._store.feeds())
        if not feeds:
            return Trial((), 0)
        rows = self._store.entries(EntryQuery(feed_ids=feeds)).rows
        matcher = Matcher([rule])
        hits = (row.entry for row in rows if matcher.fits(row.entry, partial(self._store.content, row.entry)))
        return Trial(tuple(hits), len(rows))

    def add(self, rule: Rule, *, at_once: bool = False) -> Rule:
        """Keep a rule; returns it with its id. One that is there already stays as it is.

        With `at_once` it also marks what is there. What mutes and suggests holds for everything at once, anyway.
        """
        rule = self.named(rule)
        hits = self.try_out(rule).hits if at_once else ()
        kept = self.exchange(None, rule) or rule
        self._mark([(entry, [kept]) for entry in hits])
        return kept

    def named(self, rule: Rule, before: Rule | None = None) -> Rule:
        """The checked rule with an id and its age from now on; `before` if that says the same."""
        rule = self.checked(rule)
        if before is not None and _says(rule) == _says(before):
            return before
        if _may_be_word(rule):
            return replace(rule, id=f"{_OF_WORD}{rule.pattern}", added=None)
        taken = {known.id for known in self._store.rules()}
        return replace(rule, id=new_id(taken.__contains__), added=self._clock())

    def exchange(self, before: Rule | None, after: Rule | None) -> Rule | None:
        """Put a rule in the place of another, None for none; returns what is there then.

        That is another one if it says the same. Raises Conflict if `before` has changed.
        """
        if _is_word(before) or _is_word(after):
            return self._exchange_words(before, after)
        return self._store.exchange(before, after)

    def _exchange_words(self, before: Rule | None, after: Rule | None) -> Rule | None:
        """The same if one of them is a muted word, which the library keeps apart from rules."""
        if before is not None and before not in self.all():
            raise changed_elsewhere("rules")
        # The new one comes first: what fails in between must not leave the curator without any.
        kept = after
        if after is not None and _is_word(after):
            self._store.mute_words([after.pattern])
            kept = self.find(after.pattern)
        elif after is not None:
            kept = self._store.exchange(None, after)
        if before is not None and (kept is None or kept.id != before.id):
            self.remove(before)
        return kept

    def remove(self, rule: Rule) -> None:
        """Take a rule away; what it has marked stays marked. Raises NotFound."""
        if _is_word(rule):
            if not self._store.unmute_words([rule.pattern]):
                raise no_rule(rule.id)
        else:
            self._store.remove_rule(rule.id)

    def carry_out(self, arrived: Sequence[Entry], bodies: Mapping[str, str]) -> CarriedOut:
        """Apply the rules to entries that have just come in; `bodies` by id as the feed had them."""
        rules = [rule for rule in self._store.rules() if rule.action in ("read", "shortlist", "fulltext")]
        if not rules or not arrived:
            return CarriedOut()
        matcher = Matcher(rules)
        return self._mark(
            [
                (entry, matcher.fitting(entry, lambda entry=entry: bodies.get(entry.id, "")))  # type: ignore[misc]
                for entry in arrived
                if entry.feed_id != PAGES
            ]
        )

    def category_of(self, entry: Entry) -> Rule | None:
        """The oldest rule that suggests a category for this entry."""
        rules = tuple(rule for rule in self._store.rules() if rule.action == "category")
        if not rules:
            return None
        if self._matcher is None or self._matcher[0] != rules:
            self._matcher = rules, Matcher(rules)
        return next(iter(self._matcher[1].fitting(entry, partial(self._store.content, entry))), None)

    def _mark(self, fitting: Sequence[tuple[Entry, Sequence[Rule]]]) -> CarriedOut:
        by_action: dict[str, list[Entry]] = {action: [] for action in ACTIONS}
        for entry, rules in fitting:
            for action in {rule.action for rule in rules}:
                by_action[action].append(entry)
        if by_action["read"]:
            self._store.mark(by_action["read"], read=True)
        if by_action["shortlist"]:
            self._store.mark(by_action["shortlist"], shortlisted=True)
        return CarriedOut(len(by_action["read"]), len(by_action["shortlist"]), tuple(by_action["fulltext"]))


def _is_word(rule: Rule | None) -> bool:
    return rule is not None and rule.id.startswith(_OF_WORD)


def _says(rule: Rule) -> Rule:
    """What it says, whatever its id and age."""
    return replace(rule, id="", added=None)


def _may_be_word(rule: Rule) -> bool:
    """Whether it is kept as a muted word."""
    is_plain = rule.field == "title" and not rule.is_regex and not rule.feed_id
    return rule.action == "mute" and is_plain and bool(rule.pattern)
