"""Which entries rules fit: decisions alone, the same for every backend.

Regular expressions are RE2's: no pattern takes longer than the text is long (decisions/0023). Words are found by the
words of the text, so that hundreds of rules cost hardly more than one.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any

from digest.domain.entry import Entry
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.muting import Muting, ensure_word
from digest.domain.text import lazy_pattern, one_line, search_keys

if TYPE_CHECKING:
    from re2 import Set

    from digest.domain.rules import Rule

_WORD = lazy_pattern(r"\w+")
# Whatever is neither Latin (but for the soft hyphen) nor a usual mark of German texts.
_UNUSUAL = lazy_pattern("[^\x00-\xac\xae-\u017f\u2013\u2014\u2018-\u201e\u2026\u20ac]")
# These part no word.
_INLINE = lazy_pattern(r"</?(?:a|abbr|b|code|em|i|mark|s|small|span|strong|sub|sup|u|wbr)\b[^<>]*>")
_TAG = lazy_pattern(r"<[^<>]*>")
_LONGEST_PATTERN = 1_000
# Of a text no more is looked at; bodies are rarely a tenth of it.
_LONGEST_TEXT = 200_000
# Of words that are remembered: some 2 MB.
_MOST_WORDS = 20_000


def ensure_matchable(rule: Rule) -> None:
    """Raise UsageError for a rule with a pattern that finds nothing, or is none."""
    if not rule.pattern and rule.feed_id:
        return
    if rule.is_regex and rule.pattern.strip():
        _compiled((rule.pattern,))
    else:
        ensure_word("" if rule.is_regex else rule.pattern)


class Matcher:
    """Finds the rules that fit an entry."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._places = {rule.id: place for place, rule in enumerate(self._rules)}
        by_field: dict[str, list[Rule]] = defaultdict(list)
        for rule in self._rules:
            by_field[rule.field].append(rule)
        self._by_field = {field: _OfField(ones) for field, ones in by_field.items()}

    @cached_property
    def needs_body(self) -> bool:
        return "text" in self._by_field

    def fitting(self, entry: Entry, body: Callable[[], str] = str) -> list[Rule]:
        """The rules that fit, in order. `body` returns the HTML, and is called only if needed."""
        found = {
            rule.id: rule
            for field, matcher in self._by_field.items()
            for rule in matcher.fitting(_text(field, entry, body))
            if rule.feed_id in ("", entry.feed_id)
        }
        return sorted(found.values(), key=lambda rule: self._places[rule.id])

    def fits(self, entry: Entry, body: Callable[[], str] = str) -> bool:
        return bool(self.fitting(entry, body))


class _OfField:
    """The rules of one field: words by their first word, expressions all at once."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._always = [rule for rule in rules if not rule.pattern]
        self._expressions = _valid([rule for rule in rules if rule.pattern and rule.is_regex])
        self._words = [rule for rule in rules if rule.pattern and not rule.is_regex]
        # By the first word of each: the numbers of the rules. What is more than one word is looked at again.
        self._whole: dict[str, set[int]] = defaultdict(set)
        self._beginning: dict[str, set[int]] = defaultdict(set)
        self._longer: set[int] = set()
        self._in_no_rule: set[str] = set()
        for number, rule in enumerate(self._words):
            for key in search_keys(rule.pattern.strip(" *")):
                first = _WORD.search(key)
                is_whole = first is not None and first[0] == key
                is_open = rule.pattern.rstrip().endswith("*") and first is not None and first.end() == len(key)
                (self._beginning if is_open else self._whole)[first[0] if first else ""].add(number)
                if not is_whole:
                    self._longer.add(number)
        self._lengths = sorted({len(word) for word in self._beginning})
        self._patterns = tuple(rule.pattern for rule in self._expressions)

    def fitting(self, text: str) -> Iterable[Rule]:
        yield from self._always
        if self._words:
            yield from self._with_words(text)
        if self._expressions:
            for number in _compiled(self._patterns).Match(unicodedata.normalize("NFC", text)) or ():
                yield self._expressions[number]

    def _with_words(self, text: str) -> Iterable[Rule]:
        found = set(self._whole.get("", ()))
        if _UNUSUAL.search(text):
            found |= self._beginning_with(words_of(text))
        else:
            # Texts repeat their words, and most words begin no rule: these are looked at once.
            for word in {*_WORD.findall(text)} - self._in_no_rule:
                numbers = self._beginning_with(set(_word_keys(word)))
                found |= numbers
                if not numbers and len(self._in_no_rule) < _MOST_WORDS:
                    self._in_no_rule.add(word)
        for number in found:
            rule = self._words[number]
            if number not in self._longer or Muting(words=(rule.pattern,)).words_in(text):
                yield rule

    def _beginning_with(self, words: set[str]) -> set[int]:
        """Numbers of the rules whose first word is one of these, or begins one if it is open."""
        found: set[int] = set()
        for word in words & self._whole.keys():
            found |= self._whole[word]
        for length in self._lengths:
            for beginning in {word[:length] for word in words} & self._beginning.keys():
                found |= self._beginning[beginning]
        return found


def words_of(text: str) -> set[str]:
    """All words of a text in both foldings (`domain.text.search_keys`).

    Texts repeat their words: each is folded once. Only in a text with characters that part, join or mark letters does
    it matter that the text is folded as a whole.
    """
    if _UNUSUAL.search(text):
        return {word for keys in search_keys(text) for word in _WORD.findall(keys)}
    return {key for word in {*_WORD.findall(text)} for key in _word_keys(word)}


@lru_cache(maxsize=_MOST_WORDS)
def _word_keys(word: str) -> tuple[str, str]:
    return search_keys(word)


def _valid(rules: Sequence[Rule]) -> Sequence[Rule]:
    """Those that are expressions: any other that was written into the file fits nothing."""
    return rules if _are_expressions(rules) else [rule for rule in rules if _are_expressions([rule])]


def _are_expressions(rules: Sequence[Rule]) -> bool:
    try:
        _compiled(tuple(rule.pattern for rule in rules))
    except UsageError:
        return False
    return True


def _text(field: str, entry: Entry, body: Callable[[], str]) -> str:
    if field == "title":
        return entry.title
    if field == "author":
        return entry.author
    if field == "tag":
        return "\n".join(entry.tags)
    if field == "address":
        return entry.url
    plain = unescape(_TAG.sub(" ", _INLINE.sub("", body()[:_LONGEST_TEXT])))
    return f"{entry.title}\n{entry.summary}\n{plain}"


@lru_cache(maxsize=64)
def _compiled(patterns: tuple[str, ...]) -> Set:
    """All expressions as one, ignoring case. Raises UsageError if one is invalid or too large."""
    import re2

    options: Any = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    found = re2.Set.SearchSet(options)
    for pattern in patterns:
        try:
            if len(pattern) > _LONGEST_PATTERN:
                raise re2.error("too long")
            found.Add(pattern)
        except re2.error as error:
            detail = _detail(pattern, options) or str(error)
            raise UsageError(
                msg("“{pattern}” is no regular expression ({detail}).", pattern=one_line(pattern, 80), detail=detail),
                msg("Write it as RE2 has it: without references back, and without looking ahead or behind."),
            ) from None
    found.Compile()
    return found


def _detail(pattern: str, options: Any) -> str:
    """What RE2 has against an expression: its sets do not tell."""
    import re2

    if len(pattern) > _LONGEST_PATTERN:
        return ""
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        detail = error.args[0] if error.args else ""
        return detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)
    return ""
