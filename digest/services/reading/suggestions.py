"""Category suggestions, learned from the library's picks at first use and after changes."""

from __future__ import annotations

from collections.abc import Iterable

from digest.domain.edition import Pick
from digest.domain.entry import PAGES, Entry
from digest.domain.errors import NotFound
from digest.domain.feed import Feed, FetchState, feed_title
from digest.domain.message import Message, joined, msg
from digest.domain.suggestion import ENOUGH_PICKS, Example, Features, HitRate, Learned, Suggestion, evaluate
from digest.domain.url import site_of
from digest.services.reading.entry_rules import EntryRules
from digest.storage.store import Store


class Suggestions:
    """Suggests; it applies nothing."""

    def __init__(self, store: Store, rules: EntryRules | None = None) -> None:
        self._store = store
        self._rules = rules
        self._closed: dict[str, int] = {}
        self._from_closed = Learned(())
        self._at_work: list[Pick] | None = None
        self._learned = Learned(())
        self._feeds: dict[str, Feed] = {}
        self._states: dict[str, FetchState] = {}

    def of(self, entry: Entry) -> Suggestion | None:
        """The one category to suggest, or None if there is no good one. A rule comes first."""
        if (ruled := self._ruled(entry)) is not None:
            return ruled
        self._learn()
        return self._learned.suggest(self._features(entry))

    def ranked(self, entry: Entry) -> list[Suggestion]:
        """All categories that were learned, the likeliest first; empty while too little was learned."""
        self._learn()
        learned = self._learned.ranked(self._features(entry)) if self._learned.has_enough else []
        ruled = self._ruled(entry)
        return [ruled, *(one for one in learned if one.category != ruled.category)] if ruled else learned

    def _ruled(self, entry: Entry) -> Suggestion | None:
        """What a rule suggests."""
        rule = self._rules.category_of(entry) if self._rules is not None else None
        return Suggestion(rule.category, 1.0, (rule.pattern,) if rule.pattern else (), by_rule=True) if rule else None

    def explain_silence(self) -> Message | None:
        """Why nothing is suggested yet; None if enough was learned."""
        self._learn()
        if self._learned.has_enough:
            return None
        return msg(
            "Too little to learn from: {picks} of {enough} picks, under two categories at least.",
            picks=self._learned.picks,
            enough=ENOUGH_PICKS,
        )

    def evaluate(self) -> HitRate:
        """How often held-back picks are guessed, beside what is easy to guess."""
        self._look_up()
        picks = self._picks(edition.id for edition in self._store.editions())
        presets = [self._preset(pick) for pick in picks]
        return evaluate([self._example(pick) for pick in picks], presets)

    def _learn(self) -> None:
        """Learn again from what has changed: closed editions are many, and rarely do."""
        editions = self._store.editions()
        closed = {edition.id: edition.version for edition in editions if edition.is_closed}
        at_work = [pick for edition in editions if not edition.is_closed for pick in self._store.picks(edition.id)]
        if closed == self._closed and at_work == self._at_work:
            return
        self._look_up()
        if closed != self._closed:
            self._from_closed = Learned(map(self._example, self._picks(closed)))
        chosen = (pick for pick in at_work if pick.category)
        self._learned = Learned(map(self._example, chosen), self._from_closed)
        self._closed, self._at_work = closed, at_work

    def _look_up(self) -> None:
        self._feeds = {feed.id: feed for feed in self._store.feeds()}
        self._states = self._store.fetch_states()

    def _picks(self, edition_ids: Iterable[str]) -> list[Pick]:
        """Every pick with a category, oldest edition first."""
        return [pick for edition_id in sorted(edition_ids) for pick in self._store.picks(edition_id) if pick.category]

    def _example(self, pick: Pick) -> Example:
        """A pick keeps its title and source; its entry, if it is still there, adds teaser and tags."""
        title = (
            pick.original_title if pick.title in ("", pick.original_title) else f"{pick.title} {pick.original_title}"
        )
        entry = self._entry(pick)
        if entry is None:
            return Example(Features(title, "", pick.source), pick.category, pick.comment)
        feed = self._features(entry).feed or pick.source
        return Example(Features(title, entry.summary, feed, entry.tags), pick.category, pick.comment)

    def _features(self, entry: Entry) -> Features:
        return Features(entry.title, entry.summary, self._feed_name(entry), entry.tags)

    def _feed_name(self, entry: Entry) -> str:
        feed = self._feeds.get(entry.feed_id)
        return feed_title(feed, self._states.get(feed.id)) if feed else site_of(entry.url)

    def _preset(self, pick: Pick) -> str:
        entry = self._entry(pick)
        feed = self._feeds.get(entry.feed_id) if entry and entry.feed_id != PAGES else None
        return feed.category if feed else ""

    def _entry(self, pick: Pick) -> Entry | None:
        try:
            return self._store.entry(pick.entry_id).entry if pick.entry_id else None
        except NotFound:
            return None


def reason(suggestion: Suggestion) -> Message:
    """ "Krise: Rückruf, Shitstorm; PR-Doktor mostly Krise": one line that explains it."""
    words = ", ".join(suggestion.words)
    places = {"category": suggestion.category, "words": words, "feed": suggestion.feed}
    if words and suggestion.feed:
        return msg("{category}: {words}; {feed} mostly {category}", **places)
    if suggestion.feed:
        return msg("{category}: {feed} mostly {category}", **places)
    return msg("{category}: {words}", **places)


def labelled(suggestion: Suggestion) -> Message:
    """ "Suggestion, 74 % sure: Krise, for “Rückruf”": a suggestion with its evidence."""
    words = joined([msg("“{word}”", word=word) for word in suggestion.words], ", ") if suggestion.words else ""
    percent = round(suggestion.likely * 100)
    places = {"percent": percent, "category": suggestion.category, "words": words, "feed": suggestion.feed}
    if suggestion.by_rule:
        told = msg("By a rule: {category}, for {words}", **places)
        return told if words else msg("By a rule: {category}", category=suggestion.category)
    if suggestion.words and suggestion.feed:
        return msg("Suggestion, {percent} % sure: {category}, for {words}; {feed} mostly {category}", **places)
    if suggestion.feed:
        return msg("Suggestion, {percent} % sure: {category}, for {feed} is mostly {category}", **places)
    return msg("Suggestion, {percent} % sure: {category}, for {words}", **places)
