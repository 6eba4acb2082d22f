# ruff: noqa: E501 - markup reads best as the systems write it
"""Ten invented tips, and the invented site around them.

What every layout of `layouts_*.py` dresses up in its own way.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Tip:
    """A tip as its curator wrote it. `comment` is plain text without links."""

    category: str
    title: str
    url: str
    comment: str


TITLE = "Randnotizen: 10 Lesetipps aus dem Mai 2018"
INTRO = "Der Mai war kurz, die Liste ist lang. Zehn Beiträge sind geblieben, quer durch alle Abteilungen."
OUTRO = "Fehlt etwas? Dann freue ich mich über eine Nachricht. Bis zum nächsten Monat!"

TIPS = (
    Tip(
        "Strategie",
        "Digitale Haltung: 7\u00a0Fragen vor dem ersten Beitrag",
        "https://haltung.example/2018/05/sieben-fragen/",
        "Bevor jemand schreibt, sollte klar sein, wozu. Die sieben Fragen passen auf eine Karteikarte – und gehören neben "
        "jeden Bildschirm.",
    ),
    Tip(
        "Strategie",
        "Das 5. W im Redaktionsplan",
        "https://planblatt.example/das-fuenfte-w",
        "Wer, was, wann, wo: so weit kennen wir das. Dieser Beitrag erklärt, warum gerade das “Warum” am häufigsten fehlt.",
    ),
    Tip(
        "Medienarbeit",
        "Der Verteiler „lebt“: Was ein Adressbuch über uns verrät",
        "https://verteiler.example/a?id=17&lang=de",
        "Gute Übersicht: Wer steht drin, wer fehlt? Und welche Namen sind seit zehn Jahren in Rente?",
    ),
    Tip(
        "Medienarbeit",
        "Lokalredaktionen verändern ihr Gesicht",
        "https://lokales.example/gesicht.html",
        "Früher klopfte man an; heute schickt man ein Foto. Gunda Sorge hat vier Redaktionen besucht und beschreibt ohne "
        "Wehmut, was an die Stelle des Anrufs getreten ist.",
    ),
    Tip(
        "IK",
        "Betriebe vergessen, ihre Leute zuerst zu fragen",
        "https://kantine.example/umfrage/2018",
        "Interessante Umfrage unter 300 Betrieben: In jedem zweiten erfahren die Beschäftigten Neues aus der Zeitung.",
    ),
    Tip(
        "Podcasts",
        "Der heimliche Star unter den Tonspuren",
        "https://tonspur.example/folge-12",
        "Ob heimlich oder nicht: Auf jeden Fall hört man hier zwei Menschen zu, die einander ausreden lassen (40 Minuten).",
    ),
    Tip(
        "Instagram",
        "Quadratisch, praktisch, leer?",
        "https://quadrat.example/leer",
        "Eine Abrechnung mit Kacheln, auf denen nichts steht. Streng, aber nie gemein!",
    ),
    Tip(
        "Künstliche Intelligenz",
        "Wenn die Maschine Pressetexte schreibt",
        "https://maschine.example/pressetexte",
        "Drei Texte, einer davon ist von Hand: Ich habe falsch geraten. Sehr lehrreich für alle, die vom Schreiben leben.",
    ),
    Tip(
        "Krise",
        "Rückruf mit Ansage: Wie eine Molkerei sich selbst zuvorkam",
        "https://molkerei.example/rueckruf",
        "Erst die Ansage, dann der Rückruf. Ein Lehrstück über die Stunde, in der noch niemand gefragt hat, und darüber, "
        "was sie wert ist.",
    ),
    Tip(
        "Krise",
        "Die Entschuldigung, Satz für Satz",
        "https://wortlaut.example/entschuldigung/#teil-2",
        "Fünf Sätze, Wort für Wort besprochen. Der vierte hätte besser gefehlt.",
    ),
)

#: Words of the site that must never come into an edition.
FOREIGN = (
    "Kekse", "Startseite", "Impressum", "Datenschutz", "Ähnliche", "Klatschmohn", "Sommerfest", "Rabattwoche", "Ottokar",
    "Teilen", "teilen", "Pinnen", "Gefällt", "Kommentar", "Antworten", "Lavinia", "Autorin", "Abonnieren", "abonnieren",
    "Weiterlesen", "Schlagw", "Zum Inhalt", "Suche", "Newsletter", "Vorheriger", "Nächster", "Veröffentlicht", "Lesezeit",
)  # fmt: skip


def link(tip: Tip, text: str = "") -> str:
    """The tip's title (or other words) as a link."""
    return f'<a href="{escape(tip.url)}">{escape(text or tip.title, quote=False)}</a>'


def said(text: str) -> str:
    """Text as HTML, with no-break spaces as the editors of blogs write them."""
    return escape(text, quote=False).replace("\u00a0", "&nbsp;")


def page(content: str, *, title: str = TITLE, head: str = "", before: str = "", behind: str = "") -> str:
    """A whole page of a blog.

    Cookie bar, header, navigation, the content, and everything that follows a post.
    """
    return f"""<!DOCTYPE html>
<html lang="de-DE"><head><meta charset="UTF-8"><title>{title} – Randnotizen</title>
<meta property="og:title" content="{title}"><meta property="og:url" content="https://randnotizen.example/2018/06/mai/">
<meta property="article:published_time" content="2018-06-02T08:00:00+02:00">{head}
<style>.x {{ color: red }}</style><script>window.data = "Krise | Kein Tipp";</script></head>
<body class="post-template-default single single-post postid-77 has-sidebar">
<div id="cookie-law-info-bar" class="cli-bar"><p>Diese Seite verwendet Kekse. <a href="https://randnotizen.example/datenschutz/">Mehr zum
Datenschutz</a></p><button>Alle Kekse annehmen</button></div>
<a class="skip-link screen-reader-text" href="#content">Zum Inhalt springen</a>
<header id="masthead"><p class="site-title"><a href="https://randnotizen.example/">Randnotizen</a></p>
<nav><ul><li><a href="https://randnotizen.example/">Startseite</a></li><li><a href="https://randnotizen.example/ueber/">Über mich</a></li>
<li><a href="https://randnotizen.example/kontakt/">Kontakt und Impressum</a></li></ul></nav></header>
{before}{content}{behind}
<div class="widget-area" id="secondary"><h2>Letzte Beiträge</h2><ul>
<li><a href="https://randnotizen.example/a/">Strategie: Klatschmohn am Wegrand</a></li>
<li><a href="https://randnotizen.example/b/">Krise | Das Sommerfest fällt aus</a></li></ul>
<form><input name="q"><button>Suche</button></form></div>
<footer id="colophon"><p>© 2018 Lavinia Holm | <a href="https://randnotizen.example/impressum/">Impressum</a> |
<a href="https://randnotizen.example/datenschutz/">Datenschutz</a></p></footer></body></html>"""


#: What a blog puts behind a post, in the marks of several plugins.
SHARE = """<div class="sharedaddy sd-sharing-enabled"><div class="robots-nocontent sd-block sd-social">
<h3 class="sd-title">Teilen mit:</h3><ul><li><a href="https://social.example/s?u=1"><span>Klick, um zu teilen</span></a></li>
<li>Pinnen</li></ul></div></div><div class="shariff"><ul><li><a href="https://social.example/t">teilen</a> 12</li></ul></div>
<div class="heateor_sss_sharing_container"><p>0 Flares</p></div>"""
RELATED = """<div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline"><em>Ähnliche Beiträge</em></h3>
<div class="jp-relatedposts-items"><h4 class="jp-relatedposts-post-title"><a href="https://randnotizen.example/2018/03/maerz/">10 Lesetipps
aus dem März</a></h4><p class="jp-relatedposts-post-excerpt">Klatschmohn, Sommerfest und anderes aus dem März.</p>
<h4 class="jp-relatedposts-post-title"><a href="https://randnotizen.example/2018/04/april/">Krise | Die Rabattwoche</a></h4>
<p class="jp-relatedposts-post-excerpt">Was bei der Rabattwoche geschah und wer sich dafür entschuldigt hat.</p></div></div>"""
AUTHOR = """<div class="author-bio"><h3>Über die Autorin</h3><p>Lavinia Holm berät Betriebe und schreibt hier jeden Monat. Sie
freut sich über Post.</p></div>"""
COMMENTS = """<div id="comments" class="comments-area"><h2 class="comments-title">2 Kommentare zu „Lesetipps“</h2>
<ol class="comment-list"><li class="comment"><article class="comment-body"><footer><b class="fn">Ottokar</b> sagt:
<time datetime="2018-06-03T10:00:00+02:00">3. Juni 2018 um 10:00</time></footer>
<div class="comment-content"><p><strong>Krise | <a href="https://ottokar.example/">Mein eigener Fall</a></strong><br>Ottokar meint, das
fehlte noch in der Liste.</p></div><div class="reply"><a href="#respond">Antworten</a></div></article></li></ol>
<div id="respond" class="comment-respond"><h3>Schreibe einen Kommentar</h3><form><p>Deine E-Mail-Adresse wird nicht
veröffentlicht.</p><textarea></textarea></form></div></div>"""
PAGER = """<nav class="navigation post-navigation"><h2 class="screen-reader-text">Beitragsnavigation</h2>
<div class="nav-previous"><a href="https://randnotizen.example/april/">Vorheriger Beitrag: Lesetipps aus dem April</a></div></nav>"""
BEHIND = SHARE + RELATED + AUTHOR + PAGER + COMMENTS
