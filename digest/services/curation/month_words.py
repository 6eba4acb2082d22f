"""The words of a month's view, as sections of rows, for both front ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.domain.balance import AGES, Balance, sparkline
from digest.domain.message import Message, msg, nmsg
from digest.domain.month import NamedMonth
from digest.domain.statistics import bars
from digest.services.curation.month_view import MonthView

#: Sources and labels that are shown; the JSON document has all.
_MOST = 12
_BAR = 12


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A name, a chart that needs no colour, and its figures in words."""

    name: str | Message
    chart: str = ""
    words: str | Message = ""


@dataclass(frozen=True, slots=True)
class MonthSection:
    """Rows under a title."""

    title: Message
    rows: tuple[MonthRow, ...]


def month_sections(view: MonthView) -> Iterator[MonthSection]:
    """The sections of a view that have something to say, in the order in which they are shown."""
    several = len(view.months) > 1
    if view.thin:
        yield MonthSection(msg("Thin"), tuple(MonthRow(sentence) for sentence in view.thin))
    yield MonthSection(msg("Categories"), tuple(_balance_rows(view.categories, several=several)))
    if view.sources:
        yield MonthSection(msg("Sources"), tuple(_balance_rows(view.sources[:_MOST], several=several)))
    if several:
        words = msg("{first} to {last}", first=NamedMonth(view.months[0]), last=NamedMonth(view.months[-1]))
        rows = (
            MonthRow(msg("picks"), sparkline(view.picks), _mean(view.picks)),
            MonthRow(msg("words a comment"), sparkline(view.words), _mean(view.words)),
        )
        yield MonthSection(msg("Editions, {months}", months=words), rows)
    yield MonthSection(msg("Shortlist by age"), tuple(_shortlist_rows(view)))
    if view.labels:
        yield MonthSection(
            msg("Categories of all years"),
            tuple(
                MonthRow(
                    label.name, bar, nmsg("{n} pick, last in {month}", "{n} picks, last in {month}", label.picks,
                    month=NamedMonth(label.last)),
                )
                for label, (_, bar, _) in zip(
                    view.labels, bars({one.name: one.picks for one in view.labels}, _BAR), strict=True
                )
            ),
        )  # fmt: skip


def _balance_rows(found: Sequence[Balance], *, several: bool) -> Iterator[MonthRow]:
    charts = bars({one.name: one.here for one in found}, _BAR)
    for one, (_, bar, _) in zip(found, charts, strict=True):
        words: str | Message = str(one.here)
        if several:
            *before, here = one.counts
            usual = sum(before) / len(before)
            words = msg("{n} {line} (usually {usual})", n=here, line=sparkline(one.counts), usual=usual)
        yield MonthRow(one.name, bar, words)


def _shortlist_rows(view: MonthView) -> Iterator[MonthRow]:
    names = [nmsg("up to {n} day", "up to {n} days", days) for days in AGES]
    names.append(msg("older"))
    most = max(view.shortlist, default=0)
    for name, count in zip(names, view.shortlist, strict=True):
        yield MonthRow(name, "█" * round(count * _BAR / most) if most else "", str(count))
    for entry in view.oldest:
        yield MonthRow(msg("since {day}: {title}", day=entry.first_seen, title=entry.title))


def _mean(numbers: Sequence[float]) -> Message:
    return msg("{n} (on average {mean})", n=f"{numbers[-1]:.0f}", mean=sum(numbers) / len(numbers))
