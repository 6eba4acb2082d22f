# ruff: noqa: E501 - markup reads best as the systems write it
"""The ten tips as the pages of blogs, shops' news and archives show them.

One function a layout, each a whole document.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from tests.past.tips import (
    AUTHOR,
    BEHIND,
    COMMENTS,
    INTRO,
    OUTRO,
    PAGER,
    RELATED,
    SHARE,
    TIPS,
    TITLE,
    Tip,
    link,
    page,
    said,
)  # fmt: skip


def each(write: Callable[[Tip], str], between: str = "\n") -> str:
    """The ten tips, each written in the same way."""
    return between.join(write(tip) for tip in TIPS)


def classic(entries: str) -> str:
    """WordPress with a classic theme.

    `entry-content` in an article whose classes name the post's categories.
    """
    return page(
        f"""<main id="main"><article id="post-77" class="post-77 post type-post category-social-media tag-related tag-sidebar">
<header class="entry-header"><h1 class="entry-title">{TITLE}</h1><div class="entry-meta">Veröffentlicht am
<time class="entry-date published" datetime="2018-06-02">2. Juni 2018</time> von <a href="https://randnotizen.example/a/">Lavinia</a></div></header>
<div class="entry-content"><p>{INTRO}</p>\n{entries}\n<p>{OUTRO}</p>{SHARE}{RELATED}</div>
<footer class="entry-footer"><span class="cat-links">Veröffentlicht in Lesetipps</span></footer></article>{AUTHOR}{PAGER}{COMMENTS}</main>"""
    )


def strong_break() -> str:
    return classic(each(lambda tip: f"<p><strong>{tip.category} | {link(tip)}</strong><br />\n{said(tip.comment)}</p>"))


def heading_link() -> str:
    return classic(each(lambda tip: f"<h3>{tip.category} | {link(tip)}</h3>\n<p>{said(tip.comment)}</p>"))


def whole_link() -> str:
    """Category and title are one link, in a paragraph of its own."""
    return classic(
        each(lambda tip: f"<p>{link(tip, f'{tip.category} | {tip.title}')}</p>\n<p>{said(tip.comment)}&nbsp;</p>")
    )


def link_in_comment() -> str:
    """The title is bold text; the link stands behind the comment and says nothing."""
    return classic(
        each(
            lambda tip: (
                f"<p><b>{tip.category} | {said(tip.title)}</b><br>{said(tip.comment)} {link(tip, 'Zum Beitrag')}</p>"
            )
        )
    )


def one_paragraph() -> str:
    """All tips in one paragraph, parted by two line breaks."""
    return classic(
        "<p>"
        + each(lambda tip: f"<strong>{tip.category} | {link(tip)}</strong><br />{said(tip.comment)}", "<br /><br />\n")
        + "</p>"
    )


def run_in() -> str:
    """The comment goes on behind the title in the same line."""
    return classic(each(lambda tip: f"<p><strong>{tip.category} | {link(tip)}</strong> {said(tip.comment)}</p>"))


def bullets() -> str:
    return classic(
        "<ul>"
        + each(lambda tip: f"<li><strong>{tip.category}: {link(tip)}</strong><br>{said(tip.comment)}</li>")
        + "</ul>"
    )


def spaced() -> str:
    """No-break spaces round the bar, an empty paragraph between entries, a picture before each."""
    return classic(
        each(
            lambda tip: (
                '<figure class="wp-block-image"><img src="x.jpg" alt="Kekse"><figcaption>Foto: Ottokar</figcaption></figure>'
                f"<p><strong>{tip.category}&nbsp;|&nbsp;{link(tip)}</strong></p><p>{said(tip.comment)}</p><p>&nbsp;</p>"
            )
        )
    )


def definition_list() -> str:
    return classic(
        "<dl>" + each(lambda tip: f"<dt>{tip.category} | {link(tip)}</dt><dd>{said(tip.comment)}</dd>") + "</dl>"
    )


def block_theme() -> str:
    """WordPress with blocks.

    Headings, the text in `div`s, related posts and their excerpts as blocks like any other.
    """
    tips = each(
        lambda tip: (
            f'<h3 class="wp-block-heading">{tip.category} | {link(tip)}</h3>'
            f'<div class="wp-block-group is-layout-flow">{said(tip.comment)}</div>'
        )
    )
    related = (
        '<div class="wp-block-query"><h2 class="wp-block-heading">Mehr lesen</h2><ul class="wp-block-post-template">'
        '<li><h3 class="wp-block-post-title"><a href="https://randnotizen.example/x/">Klatschmohn am Wegrand</a></h3>'
        '<div class="wp-block-post-excerpt"><p>Ein Spaziergang, der im Klatschmohn endete.</p></div></li>'
        '<li><h3 class="wp-block-post-title"><a href="https://randnotizen.example/y/">Das Sommerfest</a></h3>'
        '<div class="wp-block-post-excerpt"><p>Warum das Sommerfest ausfällt.</p></div></li></ul></div>'
    )
    return page(
        f'<main class="wp-block-group"><h1 class="wp-block-post-title">{TITLE}</h1><div class="wp-block-post-date">2. Juni 2018</div>'
        f'<div class="wp-block-post-author-name">Lavinia</div><p>{INTRO}</p>{tips}<p>{OUTRO}</p>{related}{COMMENTS}</main>'
    )


def table() -> str:
    rows = each(
        lambda tip: f"<tr><td>{tip.category}</td><td>{link(tip)}</td><td>{said(tip.comment)}</td></tr>",
    )
    head = "<thead><tr><th>Kategorie</th><th>Beitrag</th><th>Warum lesen?</th></tr></thead>"
    return classic(f'<figure class="wp-block-table"><table>{head}<tbody>{rows}</tbody></table></figure>')


def table_of_two() -> str:
    """Two columns: the category, and title and comment in one cell."""
    return classic(
        "<table>"
        + each(
            lambda tip: f"<tr><td><em>{tip.category}</em></td><td><b>{link(tip)}</b><br>{said(tip.comment)}</td></tr>"
        )
        + "</table>"
    )


def behind_comment() -> str:
    """The comment first, then "Titel >>"; a heading for each category."""
    parts = []
    for category, tips in groupby(TIPS, key=lambda tip: tip.category):
        parts.append(f"<h2>{category}</h2>")
        parts += [f"<p>{said(tip.comment)}<br>{link(tip, tip.title + ' >>')}</p>" for tip in tips]
    return classic("\n".join(parts))


def sections() -> str:
    """A heading a category; the titles are links in bold type."""
    parts = []
    for category, tips in groupby(TIPS, key=lambda tip: tip.category):
        parts.append(f"<h2>{category}</h2>")
        parts += [f"<p><strong>{link(tip)}</strong></p><p>{said(tip.comment)}</p>" for tip in tips]
    return classic("\n".join(parts))


def blog_index() -> str:
    """The blog's front page: the digest in full, other posts before and behind it."""
    other = """<article class="post"><h2 class="entry-title"><a href="https://randnotizen.example/{0}/">{1}</a></h2>
<div class="entry-content"><p>{2}</p><p>Und so ging es weiter, bis der Klatschmohn verblüht war.</p>
<p><a class="more-link" href="https://randnotizen.example/{0}/">Weiterlesen</a></p></div></article>"""
    tips = each(lambda tip: f"<p><strong>{tip.category} | {link(tip)}</strong><br>{said(tip.comment)}</p>")
    digest = (
        '<article class="post category-lesetipps"><h2 class="entry-title">'
        f'<a href="https://randnotizen.example/2018/06/mai/">{TITLE}</a></h2><div class="entry-meta">2. Juni 2018 von Lavinia</div>'
        f'<div class="entry-content"><p>{INTRO}</p>{tips}<p>{OUTRO}</p>{SHARE}</div></article>'
    )
    first = other.format("fest", "Das Sommerfest", "Zum Sommerfest kamen mehr Gäste als Stühle.")
    last = other.format("rabatt", "Die Rabattwoche", "In der Rabattwoche war der Laden leer.")
    return page(f'<main id="main">{first}{digest}{last}</main>', title="Blog")


def jimdo() -> str:
    module = '<div id="cc-m-{0}" class="j-module n {1} ">{2}</div>'
    tips = each(
        lambda tip: module.format(
            hash_of(tip),
            "j-text",
            f"<p><strong>{tip.category} | {link(tip)}</strong></p><p>{said(tip.comment)}</p><p>&nbsp;</p>",
        )
    )
    header = module.format(1, "j-header", f'<h1 id="cc-m-header-1">{TITLE}</h1>')
    intro, outro = (module.format(number, "j-text", f"<p>{text}</p>") for number, text in ((2, INTRO), (3, OUTRO)))
    share = module.format(4, "j-sharebuttons", '<div class="sharer"><a href="https://social.example/">Teilen</a></div>')
    other = module.format(
        5, "j-comment", '<div class="comment-list"><p>Kommentare: 1</p><p>Ottokar (Sonntag): Schön!</p></div>'
    )
    return page(f'<div id="content_area"><div id="cc-matrix-1">{header}{intro}{tips}{outro}{share}{other}</div></div>')


def hash_of(tip: Tip) -> int:
    return 100 + TIPS.index(tip)


def ghost() -> str:
    tips = each(
        lambda tip: (
            f'<h3 id="t{hash_of(tip)}">{tip.category}</h3><figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" '
            f'href="{said(tip.url)}"><div class="kg-bookmark-content"><div class="kg-bookmark-title">{said(tip.title)}</div>'
            '<div class="kg-bookmark-description">Der Anreißer der fremden Seite, die Klatschmohn zeigt.</div>'
            '<div class="kg-bookmark-metadata"><span class="kg-bookmark-author">Blatt</span></div></div></a></figure>'
            f"<p>{said(tip.comment)}</p>"
        )
    )
    return page(
        f'<main class="gh-main"><article class="gh-article"><header class="gh-article-header"><a class="gh-article-tag" '
        f'href="https://randnotizen.example/tag/">Lesetipps</a><h1 class="gh-article-title">{TITLE}</h1><div class="gh-article-meta">'
        f'<h4 class="gh-article-author-name">Lavinia Holm</h4><time datetime="2018-06-02">2. Juni 2018</time> 4 Min. Lesezeit</div></header>'
        f'<section class="gh-content gh-canvas"><p>{INTRO}</p>{tips}<p>{OUTRO}</p><div class="kg-card kg-signup-card">'
        "<h2>Newsletter abonnieren</h2><p>Kein Klatschmohn im Postfach.</p></div></section></article>"
        '<section class="gh-comments"><h2>Diskussion</h2></section><div class="gh-read-next"><h2>Weiterlesen</h2>'
        '<h3><a href="https://randnotizen.example/z/">Das Sommerfest</a></h3><p>Es fällt aus.</p></div></main>'
    )


def substack() -> str:
    tips = each(
        lambda tip: (
            f'<h3 class="header-anchor-post"><strong>{tip.category} | {link(tip)}</strong><div class="pencraft header-anchor-parent">'
            f'<button aria-label="Link">Link</button></div></h3><p>{said(tip.comment)}</p>'
        )
    )
    signup = (
        '<div class="subscription-widget-wrap"><div class="subscription-widget"><p>Danke fürs Lesen! Abonnieren Sie kostenlos.</p></div></div>'
        '<p class="button-wrapper"><a class="button primary" href="https://randnotizen.example/subscribe"><span>Jetzt abonnieren</span></a></p>'
    )
    return page(
        f'<div class="single-post"><article class="newsletter-post post"><div class="post-header"><h1 class="post-title">{TITLE}</h1>'
        '<h3 class="subtitle">Monat für Monat</h3><div class="post-ufi"><a href="https://x.example/">12</a><button>Teilen</button></div></div>'
        f'<div class="available-content"><div class="body markup"><p>{INTRO}</p>{signup}{tips}<p>{OUTRO}</p>{signup}</div></div>'
        '<div class="post-footer"><a href="https://x.example/">Teilen</a></div></article><div class="comments-section"><h4>Kommentare</h4>'
        "<p>Ottokar: Danke.</p></div></div>"
    )


def typo3() -> str:
    tips = each(
        lambda tip: (
            f"<h4>{tip.category} | {link(tip).replace('<a ', chr(60) + 'a target=_blank class=external-link-new-window ')}</h4>"
            f'<p class="bodytext">{said(tip.comment)}</p>'
        )
    )
    return page(
        '<div class="breadcrumb-section"><ol class="breadcrumb"><li>Startseite</li><li>Aktuelles</li></ol></div><main role="main">'
        '<div id="c12" class="frame frame-default frame-type-news_pi1"><div class="news news-single"><div class="article" itemscope>'
        f'<div class="header"><h1 itemprop="headline">{TITLE}</h1></div><div class="footer"><p><span class="news-list-date">'
        '<time datetime="2018-06-02">02.06.2018</time></span> Von Lavinia Holm</p></div>'
        f'<div class="teaser-text"><p>{INTRO}</p></div><div class="news-text-wrap" itemprop="articleBody">{tips}<p>{OUTRO}</p></div>'
        '<div class="news-backlink-wrap"><a href="https://x.example/">Zurück zur Suche</a></div><div class="news-related-wrap">'
        '<div class="news-related"><h4>Ähnliche Meldungen</h4><ul><li><a href="https://x.example/k">Klatschmohn</a></li></ul></div></div>'
        "</div></div></div></main>"
    )


def elementor() -> str:
    widget = '<div class="elementor-element elementor-widget elementor-widget-{0}"><div class="elementor-widget-container">{1}</div></div>'
    tips = each(
        lambda tip: (
            widget.format("heading", f'<h3 class="elementor-heading-title">{tip.category} | {link(tip)}</h3>')
            + widget.format("text-editor", f"<p>{said(tip.comment)}</p>")
        )
    )
    top = widget.format("theme-post-title", f'<h1 class="elementor-heading-title">{TITLE}</h1>')
    body = widget.format("text-editor", f"<p>{INTRO}</p>") + tips + widget.format("text-editor", f"<p>{OUTRO}</p>")
    share = widget.format("share-buttons", '<div class="elementor-share-btn"><span>Teilen</span></div>')
    return page(f'<div data-elementor-type="single-post" class="elementor">{top}{body}{share}</div>', behind=BEHIND)


def linkedin() -> str:
    tips = each(lambda tip: f"<p><strong>{tip.category} | </strong>{link(tip)}</p><p>{said(tip.comment)}</p>")
    return page(
        f'<main><article><div class="article-header"><h1 class="pulse-title">{TITLE}</h1><div class="author-info">'
        '<h3><a href="https://x.example/in/lavinia">Lavinia Holm</a></h3><h4>Beraterin</h4></div><div class="publish-date">'
        "Veröffentlicht: 2. Juni 2018</div></div>"
        f'<div class="article-main__content"><p>{INTRO}</p>{tips}<p>{OUTRO}</p></div><div class="x-social-activity"><a '
        'href="https://x.example/">14 Kommentare</a></div><section class="comments"><h3>Ottokar</h3><p>Gefällt mir!</p></section>'
        '<section class="related-articles"><h2>Weitere Artikel dieser Autorin</h2><ul><li><h3><a href="https://x.example/k">Klatschmohn'
        "</a></h3></li></ul></section></article></main>"
    )


WEB_LAYOUTS: dict[str, Callable[[], str]] = {
    made.__name__: made
    for made in (
        strong_break, heading_link, whole_link, link_in_comment, one_paragraph, run_in, bullets, spaced, definition_list,
        block_theme, table, table_of_two, behind_comment, sections, blog_index, jimdo, ghost, substack, typo3, elementor,
        linkedin,
    )
}  # fmt: skip
