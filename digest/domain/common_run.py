"""The longest run of words that two texts share, in time proportional to their length.

A suffix automaton of one text is walked by the other (Blumer et al., "The smallest automaton recognizing the subwords
of a text", 1985): comparing every place with every other takes minutes if a text repeats itself.
"""

from __future__ import annotations

from collections.abc import Sequence


def longest_common_run(ours: Sequence[str], theirs: Sequence[str]) -> tuple[int, int]:
    """Return where the longest run begins in `ours`, and its number of words.

    Of several the first; (0, 0) if there is none.
    """
    steps, links, lengths = _automaton(theirs)
    state = length = 0
    begin = longest = 0
    for at, word in enumerate(ours):
        while state and word not in steps[state]:
            state = links[state]
            length = lengths[state]
        if word in steps[state]:
            state = steps[state][word]
            length += 1
        if length > longest:
            begin, longest = at - length + 1, length
    return begin, longest


def _automaton(words: Sequence[str]) -> tuple[list[dict[str, int]], list[int], list[int]]:
    """By state: the steps by word, the suffix link, and the length of the longest run to it."""
    steps: list[dict[str, int]] = [{}]
    links, lengths = [-1], [0]
    last = 0
    for word in words:
        new = len(steps)
        steps.append({})
        links.append(0)
        lengths.append(lengths[last] + 1)
        state = last
        while state >= 0 and word not in steps[state]:
            steps[state][word] = new
            state = links[state]
        if state >= 0:
            following = steps[state][word]
            if lengths[following] != lengths[state] + 1:
                following = _split(steps, links, lengths, state, word)
            links[new] = following
        last = new
    return steps, links, lengths


def _split(steps: list[dict[str, int]], links: list[int], lengths: list[int], state: int, word: str) -> int:
    """A copy of the state behind `word` for the shorter runs; returns it."""
    following, copy = steps[state][word], len(steps)
    steps.append(dict(steps[following]))
    links.append(links[following])
    lengths.append(lengths[state] + 1)
    links[following] = copy
    while state >= 0 and steps[state].get(word) == following:
        steps[state][word] = copy
        state = links[state]
    return copy
