# ruff: noqa: E501 - markup reads best as the systems write it
"""The ten tips once more.

Where the category stands elsewhere, where the link does, in Markdown and in plain text.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from urllib.parse import quote

from tests.past.layouts_web import classic, each
from tests.past.tips import BEHIND, INTRO, OUTRO, TIPS, TITLE, Tip, link, page, said


def _grouped(write: Callable[[str, list[Tip]], str]) -> str:
    return "\n".join(write(category, list(tips)) for category, tips in groupby(TIPS, key=lambda tip: tip.category))


def _framed(content: str) -> str:
    return f"<p>{INTRO}</p>{content}<p>{OUTRO}</p>"


def blogger() -> str:
    tips = each(lambda tip: f"<b>{tip.category} | {link(tip)}</b><br />{said(tip.comment)}<br /><br />")
    return page(
        f'<div class="post hentry"><h3 class="post-title entry-title">{TITLE}</h3><div class="post-body entry-content">'
        f"{INTRO}<br /><br />{tips}{OUTRO}</div></div>",
        behind=BEHIND,
    )


def google_docs() -> str:
    tips = each(
        lambda tip: (
            f'<p class="c3"><span style="font-weight:700">{tip.category} | </span><span style="font-weight:700">{link(tip)}</span></p>'
            f'<p><span style="font-weight:400">{said(tip.comment)}</span></p><p><span></span></p>'
        )
    )
    return f"<html><head><title>{TITLE}</title></head><body><p class='title'><span>{TITLE}</span></p>{_framed(tips)}</body></html>"


def joomla() -> str:
    tips = each(lambda tip: f"<h4>{tip.category} | {link(tip)}</h4><p>{said(tip.comment)}</p>")
    return page(
        f'<div class="item-page" itemscope><div class="page-header"><h2 itemprop="headline">{TITLE}</h2></div><dl class="article-info">'
        '<dt>Details</dt><dd class="createdby">Geschrieben von Lavinia</dd><dd class="hits">Zugriffe: 77</dd></dl>'
        f'<div itemprop="articleBody">{_framed(tips)}</div><ul class="pager pagenav"><li>Zurück</li></ul></div>',
        behind=BEHIND,
    )


def drupal() -> str:
    tips = each(lambda tip: f"<p><strong>{tip.category}:</strong> {link(tip)}<br/>{said(tip.comment)}</p>")
    return page(
        f'<main><article class="node node--type-article"><h1>{TITLE}</h1><div class="node__meta">Gespeichert von Lavinia</div>'
        f'<div class="node__content"><div class="field field--name-body">{_framed(tips)}</div><div class="field field--name-field-tags">'
        '<div class="field__label">Schlagwörter</div><div><a href="https://x.example/t">IK</a></div></div></div>'
        '<section class="comment-wrapper"><h2>Kommentare</h2><p>Ottokar: Gut.</p></section></article></main>'
    )


def medium() -> str:
    tips = each(lambda tip: f"<h4><strong>{tip.category} | {link(tip)}</strong></h4><p>{said(tip.comment)}</p>")
    return page(
        f"<article><div><section><h1>{TITLE}</h1><div><div>Lavinia Holm</div><div>5 min read · Jun 2, 2018</div></div>{_framed(tips)}"
        "</section><div><p>Clap</p><h2>Written by Lavinia Holm</h2><p>Lavinia writes.</p></div></div></article>"
    )


def lists_below_headings() -> str:
    return classic(
        _grouped(
            lambda category, tips: (
                f"<h3>{category}</h3><ul>"
                + "".join(f"<li>{link(tip)} – {said(tip.comment)}</li>" for tip in tips)
                + "</ul>"
            )
        )
    )


def lists_below_bold_lines() -> str:
    return classic(
        _grouped(
            lambda category, tips: (
                f"<p><strong>{category}</strong></p><ul>"
                + "".join(f"<li>{link(tip)}<br>{said(tip.comment)}</li>" for tip in tips)
                + "</ul>"
            )
        )
    )


def numbered() -> str:
    return classic(
        each(
            lambda tip: (
                f"<p><strong>{TIPS.index(tip) + 1}. {tip.category} | {link(tip)}</strong><br>{said(tip.comment)}</p>"
            )
        )
    )


def ordered_list() -> str:
    return classic(
        "<ol>"
        + each(lambda tip: f"<li><p><strong>{tip.category} | {link(tip)}</strong></p><p>{said(tip.comment)}</p></li>")
        + "</ol>"
    )


def accordion() -> str:
    return classic(
        each(
            lambda tip: f"<details><summary>{tip.category} | {link(tip)}</summary><p>{said(tip.comment)}</p></details>"
        )
    )


def cards() -> str:
    return classic(
        each(
            lambda tip: (
                f'<div class="card"><span class="badge">{tip.category}</span><h3>{link(tip)}</h3><p>{said(tip.comment)}</p>'
                f"<p>{link(tip, 'Weiterlesen')}</p></div>"
            )
        )
    )


def linked_cards() -> str:
    return classic(
        each(
            lambda tip: (
                f'<a class="card" href="{said(tip.url)}"><h3>{tip.category} | {said(tip.title)}</h3><p>{said(tip.comment)}</p></a>'
            )
        )
    )


def buttons() -> str:
    return classic(
        each(
            lambda tip: (
                f'<h3>{tip.category} | {said(tip.title)}</h3><p>{said(tip.comment)}</p><div class="wp-block-buttons">'
                f'<div class="wp-block-button">{link(tip, "Zum Artikel")}</div></div>'
            )
        )
    )


def italic_label() -> str:
    return classic(
        each(lambda tip: f"<p><em>{tip.category}</em>: <strong>{link(tip)}</strong><br>{said(tip.comment)}</p>")
    )


def line_above() -> str:
    return classic(
        each(
            lambda tip: (
                f'<p class="kat">{tip.category}</p><p><strong>{link(tip)}</strong></p><p>{said(tip.comment)}</p>'
            )
        )
    )


def arrow_below() -> str:
    return classic(
        each(
            lambda tip: (
                f"<p><strong>{tip.category}:</strong> {said(tip.comment)}</p><p>{link(tip, tip.title + ' »')}</p>"
            )
        )
    )


def arrow_with_category() -> str:
    return classic(
        each(lambda tip: f"<p>{said(tip.comment)}</p><p>{link(tip, f'{tip.category} | {tip.title} >>')}</p>")
    )


def arrow_before() -> str:
    return classic(each(lambda tip: f"<h4>{tip.category}</h4><p>{said(tip.comment)}<br>&gt;&gt; {link(tip)}</p>"))


def table_of_five() -> str:
    head = "<tr><th>Nr.</th><th>Thema</th><th>Titel</th><th>Text</th><th>Link</th></tr>"
    rows = each(
        lambda tip: (
            f"<tr><td>{TIPS.index(tip) + 1}</td><td>{tip.category}</td><td>{said(tip.title)}</td><td>{said(tip.comment)}</td>"
            f"<td>{link(tip, 'zum Artikel')}</td></tr>"
        )
    )
    return classic(f"<table>{head}{rows}</table>")


def markdown_list() -> str:
    tips = "\n".join(f"- **{tip.category}:** [{tip.title}](<{tip.url}>) – {tip.comment}" for tip in TIPS)
    return f"# {TITLE}\n\n{INTRO}\n\n{tips}\n\n{OUTRO}\n"


def markdown_sections() -> str:
    tips = _grouped(
        lambda category, tips: (
            f"## {category}\n\n" + "".join(f"**[{tip.title}](<{tip.url}>)**  \n{tip.comment}\n\n" for tip in tips)
        )
    )
    return f'---\ntitle: "{TITLE}"\ndate: 2018-06-02\n---\n{INTRO}\n\n{tips}{OUTRO}\n'


def markdown_table() -> str:
    rows = "\n".join(f"| {tip.category} | [{tip.title}](<{tip.url}>) | {tip.comment} |" for tip in TIPS)
    return f"# {TITLE}\n\n{INTRO}\n\n| Kategorie | Titel | Kommentar |\n|---|---|---|\n{rows}\n\n{OUTRO}\n"


def mail_wrappers() -> str:
    """Links that a mail program has wrapped."""

    def wrapped(tip: Tip) -> str:
        target = quote(tip.url, safe="")
        return f"https://eur01.safelinks.protection.outlook.com/?url={target}&amp;data=05%7C01&amp;reserved=0"

    return classic(
        each(
            lambda tip: (
                f'<p><b>{tip.category} | <a href="{wrapped(tip)}">{said(tip.title)}</a></b><br>{said(tip.comment)}</p>'
            )
        )
    )


def label_in_link() -> str:
    """Category and title are one link, parted by a colon, as many titles have one."""
    return classic(each(lambda tip: f"<h3>{link(tip, f'{tip.category}: {tip.title}')}</h3><p>{said(tip.comment)}</p>"))


def dash_in_link() -> str:
    return classic(
        each(
            lambda tip: (
                f"<p><strong>{link(tip, f'{tip.category} – {tip.title}')}</strong></p><p>{said(tip.comment)}</p>"
            )
        )
    )


def three_lines() -> str:
    return classic(each(lambda tip: f"<p><strong>{tip.category}</strong><br>{link(tip)}<br>{said(tip.comment)}</p>"))


def articles() -> str:
    """Each tip is an article of its own."""
    tips = each(
        lambda tip: (
            f"<article><header><span>{tip.category}</span><h3>{link(tip)}</h3></header><p>{said(tip.comment)}</p></article>"
        )
    )
    return page(f"<main><h1>{TITLE}</h1>{_framed(tips)}</main>")


def share_counters() -> str:
    tips = each(lambda tip: f"<p><strong>{tip.category} | {link(tip)}</strong><br>{said(tip.comment)}</p>")
    return classic(f"<h2>0 Flares Twitter 0 Facebook 0</h2>{tips}<h2>0 Flares ×</h2><p>info</p>")


def text_title_comment_address() -> str:
    tips = "\n\n".join(f"{tip.category}: {tip.title}\n{tip.comment}\n{tip.url}" for tip in TIPS)
    return f"{TITLE}\n\n{INTRO}\n\n{tips}\n\n{OUTRO}\n"


def text_below_categories() -> str:
    tips = _grouped(
        lambda category, tips: (
            f"{category}:\n\n" + "\n\n".join(f"{tip.title}\n{tip.comment}\n{tip.url}" for tip in tips) + "\n"
        )
    )
    return f"{TITLE}\n\n{INTRO}\n\n{tips}\n{OUTRO}\n"


def text_with_addresses_below() -> str:
    tips = "\n\n".join(f"{tip.category} | {tip.title}\n{tip.comment}\n→ {tip.url}" for tip in TIPS)
    return f"{TITLE}\n\n{INTRO}\n\n{tips}\n\n{OUTRO}\n"


def text_with_addresses_behind() -> str:
    tips = "\n\n".join(
        f"{number}. {tip.category} | {tip.title} ({tip.url})\n{tip.comment}" for number, tip in enumerate(TIPS, 1)
    )
    return f"{TITLE}\n\n{INTRO}\n\n{tips}\n\n{OUTRO}\n"


MORE_LAYOUTS: dict[str, tuple[str, Callable[[], str]]] = {
    made.__name__: (made.__name__ + suffix, made)
    for suffix, several in (
        (".html", (
            blogger, google_docs, joomla, drupal, medium, lists_below_headings, lists_below_bold_lines, numbered,
            ordered_list, accordion, cards, linked_cards, buttons, italic_label, line_above, arrow_below,
            arrow_with_category, arrow_before, table_of_five, mail_wrappers, label_in_link, dash_in_link, three_lines,
            articles, share_counters,
        )),
        (".md", (markdown_list, markdown_sections, markdown_table)),
        (".txt", (
            text_with_addresses_below, text_with_addresses_behind, text_title_comment_address, text_below_categories,
        )),
    )
    for made in several
}  # fmt: skip
