"""Which parts of a web page belong to a post: not navigation, shares, comments, cookies.

Judged by element, role and class names, as themes and plugins of the common systems write them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SKIPPED = frozenset({
    "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "iframe", "object", "svg", "button",
    "select", "textarea", "video", "audio", "head", "picture", "img", "figcaption", "dialog", "input", "map", "canvas",
})  # fmt: skip
_ROLES = frozenset({
    "navigation", "complementary", "contentinfo", "search", "dialog", "alertdialog", "toolbar", "menu", "menubar",
})  # fmt: skip
_NEVER_BY_CLASS = frozenset({"html", "body", "main"})
# WordPress writes a post's categories and tags, and a page's layout, into the class of the post.
_ABOUT_THE_POST = re.compile(r"(?:category|tag|has|is|with|no|type|format|status|single|postid|page)-")
_WORDS = re.compile(r"[a-zäöüß]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")
_FOREIGN = frozenset({
    "share", "shares", "sharing", "sharer", "sharebuttons", "sharedaddy", "sharethis", "addtoany", "addthis", "social",
    "socials", "flare", "flares", "shariff", "heateor", "ssba", "relatedposts", "related", "yarpp", "crp", "outbrain",
    "taboola", "breadcrumb", "breadcrumbs", "sidebar", "cookie", "cookies", "consent", "gdpr", "dsgvo", "cmplz",
    "borlabs", "usercentrics", "onetrust", "didomi", "cookiebot", "subscribe", "subscription", "signup", "optin",
    "respond", "disqus", "pagination", "pager", "navigation", "navbar", "nav", "menu", "backlink", "byline", "vcard",
    "meta", "excerpt", "follow", "ufi", "popup", "advertisement", "adsbygoogle", "toc", "kommentare", "preheader",
    "awesomebar", "awesomewrap",
})  # fmt: skip
# Names that only say it together.
_FOREIGN_PAIRS = re.compile(
    r"author-(?:box|bio|info|name|card|about|description|meta|avatar)|about-(?:the-)?author|post-(?:author|date|terms)|"
    r"(?:^|-)comments?(?:$|-(?:area|list|section|respond|form|body|wrapper|content|count|link|thread|container))|"
    r"j-comment|^gh-comments|read-(?:next|more)|more-link|"
    r"(?:tags?|cat|posted)-(?:links|on)|screen-reader|visually-hidden|sr-only|skip-link|wp-block-image|^caption|"
    r"wp-caption|latest-posts|recent-posts|post-footer|site-(?:header|footer)|templateFooter|publish-date|"
    r"newsletter-(?:form|box|signup|widget|teaser|cta)|preview-?text|social-activity"
)
_HIDDEN = re.compile(
    r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|mso-list\s*:\s*ignore|"
    r"(?:font-size|max-height|opacity)\s*:\s*0(?:px|pt|em)?\s*(?:;|!|\Z)"
)
_MAIN = ("entry-content", "post-content", "gh-content", "available-content", "article-main__content", "mcnTextContent")
_A_NAME = 80


def is_foreign(element: Any) -> bool:
    """True for an element that is no part of a post's text; pictures are none, either."""
    tag = element.tag
    if tag in _SKIPPED or element.get("hidden") is not None or element.get("role") in _ROLES:
        return True
    if _HIDDEN.search(element.get("style") or ""):
        return True
    if tag == "header" and not any(True for _ in element.iter("h1", "h2", "h3", "h4", "h5", "h6")):
        return True
    if tag in _NEVER_BY_CLASS:
        return False
    return any(_is_foreign_name(name, tag) for name in _names(element))


def _names(element: Any) -> list[str]:
    return f"{element.get('class') or ''} {element.get('id') or ''}".split()


def _is_foreign_name(name: str, tag: str) -> bool:
    if _ABOUT_THE_POST.match(name):
        return False
    if tag == "article":  # an article is foreign only if it is a reader's comment
        return name.startswith("comment")
    if name in ("comment", "comments") or _FOREIGN_PAIRS.search(name):
        return not (name == "comment" and tag in ("p", "div", "span", "td", "dd"))  # there, perhaps the curator's own
    return not _FOREIGN.isdisjoint(word.lower() for word in _WORDS.findall(name))


def post_parts(root: HtmlElement) -> list[list[HtmlElement]]:
    """The page's main part first, then, if it shows several posts, each of them."""
    whole = _whole(root)
    articles = [found for found in root.iter("article") if not _inside_article(found) and not _in_foreign(found)]
    if len(articles) < 2:
        articles = [found for found in root.iter("div") if _has_class(found, "entry-content", "post-content")]
    return [whole, *([article] for article in articles)] if len(articles) > 1 else [whole]


def _whole(root: HtmlElement) -> list[HtmlElement]:
    """The narrowest known container that the page has once, with more in it than a name."""
    for name in _MAIN:
        found = [element for element in root.iter("div", "section", "td") if _has_class(element, name)]
        if len(found) == 1 and _length(found[0]) >= _A_NAME and _length(found[0]) * 2 > _own_length(root):
            return found
    for tag in ("article", "main", "body"):
        found = [element for element in root.iter(tag) if not _inside_article(element) and not _in_foreign(element)]
        if len(found) == 1 and _length(found[0]) >= _A_NAME:
            return found
    return [root]


def _has_class(element: Any, *names: str) -> bool:
    return not set(names).isdisjoint((element.get("class") or "").split())


def _inside_article(element: Any) -> bool:
    return any(True for _ in element.iterancestors("article"))


def _in_foreign(element: Any) -> bool:
    return is_foreign(element) or any(is_foreign(above) for above in element.iterancestors())


def _length(element: Any) -> int:
    return len(str(element.text_content()).strip())


def _own_length(root: HtmlElement) -> int:
    """Characters of the page's main element, to see if a container holds most of them."""
    for tag in ("main", "article"):
        found = [element for element in root.iter(tag) if not _inside_article(element)]
        if len(found) == 1:
            return sum(len(str(text)) for text in _visible(found[0]))
    return 0


def _visible(element: Any) -> list[str]:
    """The texts of an element without its foreign parts."""
    texts: list[str] = []
    waiting = [element]
    while waiting:
        current = waiting.pop()
        texts.append((current.text or "").strip())
        for child in current:
            texts.append((child.tail or "").strip())
            if isinstance(child.tag, str) and not is_foreign(child):
                waiting.append(child)
    return texts
