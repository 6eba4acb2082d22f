"""`digest stats`: figures of the editions, as a table and a small chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from digest.cli.commands import Command
from digest.cli.receipts import receipt_data
from digest.cli.session import Session, pass_session
from digest.cli.table import display_width
from digest.cli.usage_errors import WholeNumber
from digest.config.language import tell, translated
from digest.domain.balance import AGES
from digest.domain.message import Message, msg
from digest.domain.month import NamedMonth

if TYPE_CHECKING:
    from digest.domain.statistics import Figures
    from digest.services.curation.month_view import MonthView
    from digest.services.curation.statistics import Report

_MOST_NAMES = 10


@click.command(
    "stats", cls=Command, help=translated("Figures of all editions: categories, sources, authors, comments.")
)
@click.option("--year", type=WholeNumber(1000, 9999), metavar="Y", help=translated("Only the editions of this year."))
@click.option("--curator", metavar="NAME", help=translated("Only what this curator picked: name or initials."))
@click.option(
    "--month",
    metavar="M",
    help=translated("One month beside the editions before it: what is thin, the shortlist by age."),
)
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON document instead of a table."))
@pass_session
def command(session: Session, year: int | None, curator: str | None, month: str | None, as_json: bool) -> None:
    """Print the table of editions, a chart for each kind of name, and what is missing."""
    if month is not None:
        _show_month(session, month, as_json=as_json)
        return
    by = session.library.curators.find(curator) if curator else ""
    report = session.library.statistics.report(str(year) if year else "", by)
    if as_json:
        session.output.json(_data(report))
    elif report.editions:
        _show(session, report)
    elif by:
        session.diagnostics.say(msg("{name} has picked nothing there.", name=by))
    elif year:
        session.diagnostics.say(msg("No edition of {year} has picks.", year=year))
    else:
        session.diagnostics.say(msg("There is no edition with picks yet."))


def _show(session: Session, report: Report) -> None:
    from digest.domain.statistics import gap_sentence

    rows = [_row(edition.id, figures) for edition, figures in report.editions]
    heads = [
        translated("Month"), translated("Picks"), translated("Own"), translated("Words"), translated("Days"),
        translated("Categories"),
    ]  # fmt: skip
    session.output.table(heads, [*rows, _row("Σ", report.total)], flexible=5)
    total = report.total
    for title, counts in (
        (msg("Categories"), total.categories),
        (msg("Sources"), total.sources),
        (msg("Authors"), total.authors),
        (msg("Curators"), total.curators if len(total.curators) > 1 else {}),
        (msg("Pushed to"), report.targets),
    ):
        _chart(session, tell(title), counts)
    if report.gaps:
        session.output.line()
    for gap in report.gaps:
        session.output.line(tell(gap_sentence(gap)))


def _show_month(session: Session, month: str, *, as_json: bool) -> None:
    from digest.services.curation.month_words import month_sections

    view = session.library.month_views.view(session.library.editions.month(month))
    if as_json:
        session.output.json(_month_data(view))
        return
    count = msg("{n} of {target} picks", n=view.picks[-1], target=view.target)
    session.output.line(tell(msg("{month} · {count}", month=NamedMonth(view.month), count=count)))
    for section in month_sections(view):
        session.output.lines(["", tell(section.title)])
        rows = [(_told(row.name), row.chart, _told(row.words)) for row in section.rows]
        charted = [row for row in rows if row[1] or row[2]]
        widths = [max((display_width(row[column]) for row in charted), default=0) for column in (0, 1)]
        for name, chart, words in rows:
            cells = [
                f"{cell}{' ' * (width - display_width(cell))}"
                for cell, width in zip((name, chart), widths, strict=True)
            ]
            session.output.line(f"  {'  '.join((*cells, words))}".rstrip())


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - display_width(cell))


def _told(text: str | Message) -> str:
    return text if isinstance(text, str) else tell(text)


def _month_data(view: MonthView) -> dict[str, Any]:
    return {
        "month": view.month,
        "target": view.target,
        "months": list(view.months),
        "picks": list(view.picks),
        "comment_words": [round(words, 1) for words in view.words],
        "categories": [{"name": one.name, "picks": list(one.counts)} for one in view.categories],
        "sources": [{"name": one.name, "picks": list(one.counts)} for one in view.sources],
        "thin": [tell(sentence) for sentence in view.thin],
        "shortlist": [
            {"days": days, "entries": count} for days, count in zip((*AGES, None), view.shortlist, strict=True)
        ],
        "labels": [{"name": one.name, "picks": one.picks, "last": one.last} for one in view.labels],
    }


def _row(name: str, figures: Figures) -> list[str]:
    return [
        name,
        str(figures.picks),
        str(figures.own_posts or ""),
        _rounded(figures.words),
        _rounded(figures.days),
        ", ".join(f"{category} {count}" for category, count in figures.categories.items()),
    ]


def _rounded(number: float | None) -> str:
    return "" if number is None else f"{number:.0f}"


def _chart(session: Session, title: str, counts: Mapping[str, int]) -> None:
    from digest.domain.statistics import bars

    rows = bars(dict(list(counts.items())[:_MOST_NAMES]))
    if not rows:
        return
    session.output.lines(["", title])
    width = max(display_width(name) for name, _, _ in rows)
    for name, bar, count in rows:
        session.output.line(f"  {name}{' ' * (width - display_width(name))}  {bar} {count}")


def _data(report: Report) -> dict[str, Any]:
    return {
        "editions": [
            {
                "id": edition.id,
                "status": edition.status,
                "receipts": [receipt_data(receipt) for receipt in edition.receipts],
                **_figures(figures),
            }
            for edition, figures in report.editions
        ],
        "total": _figures(report.total),
        "targets": dict(report.targets),
        "missing": [{"category": gap.category, "months": gap.months} for gap in report.gaps],
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "picks": figures.picks,
        "categories": dict(figures.categories),
        "sources": dict(figures.sources),
        "authors": dict(figures.authors),
        "curators": dict(figures.curators),
        "own_posts": figures.own_posts,
        "sponsored": figures.sponsored,
        "comment_words": None if figures.words is None else round(figures.words, 1),
        "days_to_publication": None if figures.days is None else round(figures.days, 1),
    }
