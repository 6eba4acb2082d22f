"""Finishing the edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.message import msg
from digest.tui.commands.command import AnyCommand
from digest.tui.commands.commands_on import has_page, on_edition, on_inbox_and_edition

if TYPE_CHECKING:
    from digest.tui.edition.edition_screen import EditionScreen


def _has_pick(screen: EditionScreen) -> bool:
    return screen.current is not None


COMMANDS: tuple[AnyCommand, ...] = (
    on_edition(
        "edit-pick",
        ("enter",),
        msg("edit"),
        msg("Edit all fields of the pick; or title, topic, preheader, address, intro, outro of the edition"),
        lambda s: s.remarks.edit(),
        footer=1,
    ),
    on_edition(
        "edit-comment",
        ("c",),
        msg("comment"),
        msg("Edit the pick, beginning with its comment; or title, intro, outro"),
        lambda s: s.editing.comment(),
        footer=2,
        writes=True,
    ),
    on_edition(
        "move-down",
        ("J", "alt+down"),
        msg("order"),
        msg("Move the pick down within its section"),
        lambda s: s.arranging.move(1),
        footer=3,
        enabled=_has_pick,
    ),
    on_edition(
        "move-up",
        ("K", "alt+up"),
        msg("move up"),
        msg("Move the pick up within its section"),
        lambda s: s.arranging.move(-1),
        enabled=_has_pick,
    ),
    on_edition(
        "recategorise",
        ("t",),
        msg("category"),
        msg("Another category for the pick"),
        lambda s: s.arranging.category(),
        enabled=_has_pick,
        writes=True,
    ),
    on_edition(
        "preview",
        ("p",),
        msg("preview"),
        msg("The next format in the preview"),
        lambda s: s.previewing.next_format(),
        footer=3,
    ),
    on_inbox_and_edition(
        "browser-preview",
        ("b",),
        msg("in the browser"),
        msg("Show the edition in the browser; it follows what you write, and e as often as the editor saves"),
        lambda s: s.app.browser_preview.open(s.month),
    ),
    on_edition(
        "next-problem",
        ("n",),
        msg("problem"),
        msg("Go to the next place that the check names"),
        lambda s: s.remarks.next_problem(),
        footer=3,
    ),
    on_edition(
        "ignore-remark",
        ("I",),
        msg("ignore"),
        msg("Ignore a remark of the check, with a reason: for this pick, or in every edition"),
        lambda s: s.ignoring.ignore(),
        writes=True,
    ),
    on_edition(
        "ignored-remarks",
        (),
        msg("ignored remarks"),
        msg("The remarks that are ignored; one that is chosen counts again"),
        lambda s: s.ignoring.ignored(),
    ),
    on_edition(
        "check-links",
        (),
        msg("check links"),
        msg("Ask the web whether every link of the edition still leads somewhere"),
        lambda s: s.ignoring.ask_links(),
    ),
    on_inbox_and_edition(
        "previous-month",
        ("left_square_bracket", "less_than_sign"),
        msg("month before"),
        msg("The month before"),
        lambda s: s.months.month(-1),
    ),
    on_inbox_and_edition(
        "next-month",
        ("right_square_bracket", "greater_than_sign"),
        msg("month after"),
        msg("The month after"),
        lambda s: s.months.month(1),
    ),
    on_edition(
        "close-edition",
        ("C",),
        msg("close, reopen"),
        msg("Close the edition, or make it a draft again"),
        lambda s: s.closing.close_or_reopen(),
        footer=7,
    ),
    on_edition(
        "remove-edition",
        (),
        msg("remove edition"),
        msg("Take an empty edition away, such as one that was begun by mistake"),
        lambda s: s.closing.remove(),
    ),
    on_edition(
        "plain-links",
        ("L",),
        msg("plain links"),
        msg("Take passwords, tokens and gift codes off the pick's links"),
        lambda s: s.arranging.take_secrets_off(),
        enabled=_has_pick,
    ),
    on_edition(
        "own-post",
        (),
        msg("own post"),
        msg("The pick is a post of your own (“In eigener Sache”), or not any more"),
        lambda s: s.arranging.toggle("own_post"),
        enabled=_has_pick,
    ),
    on_edition(
        "advertisement",
        (),
        msg("advertisement"),
        msg("The pick is paid or sponsored (“Anzeige”), or not any more"),
        lambda s: s.arranging.toggle("sponsored"),
        enabled=_has_pick,
    ),
    on_edition(
        "edit-medium",
        (),
        msg("medium"),
        msg("The medium of the pick, such as “Video, 12 minutes” or “Paid”"),
        lambda s: s.editing.edit_at("medium"),
        enabled=_has_pick,
        writes=True,
    ),
    on_edition(
        "edit-quotation",
        (),
        msg("quotation"),
        msg("A sentence of the page, quoted with the pick"),
        lambda s: s.editing.edit_at("quotation"),
        enabled=_has_pick,
        writes=True,
    ),
    on_edition(
        "edit-preheader",
        (),
        msg("preheader"),
        msg("The line that mail programs show beside the subject"),
        lambda s: s.editing.edit_edition("preheader"),
        writes=True,
    ),
    on_edition(
        "edit-topic",
        (),
        msg("topic"),
        msg("What the title pattern's {{thema}} stands for"),
        lambda s: s.editing.edit_edition("topic"),
        writes=True,
    ),
    on_edition(
        "edit-published",
        (),
        msg("published at"),
        msg("The address at which the edition was published, also of a closed one"),
        lambda s: s.editing.edit_edition("url"),
        writes=True,
    ),
    on_edition(
        "order-labels",
        (),
        msg("order of labels"),
        msg("The order of your own labels in this edition"),
        lambda s: s.arranging.order_labels(),
    ),
    on_inbox_and_edition(
        "note",
        ("number_sign",),
        msg("note"),
        msg("A note for colleagues on the pick or entry, never published; an open one is ticked off"),
        lambda s: s.noting.open(),
        enabled=has_page,
        writes=True,
    ),
    on_inbox_and_edition(
        "history",
        ("H",),
        msg("history"),
        msg("Who did what to the edition, and earlier comments; one of them can be brought back"),
        lambda s: s.looking_back.open(),
    ),
    on_edition(
        "narrow-edition",
        ("f",),
        msg("narrow"),
        msg("Only what one curator picked"),
        lambda s: s.proofing.narrow(),
    ),
    on_edition(
        "carry-over",
        ("w",),
        msg("carry over"),
        msg("Carry the pick over to the next month"),
        lambda s: s.arranging.carry_over(),
        enabled=_has_pick,
    ),
)
