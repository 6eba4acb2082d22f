# ruff: noqa: E501 - markup reads best as the systems write it
"""The ten tips outside of blogs.

Mails, office documents, exports, and text copied from a browser's window.
"""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP

from tests.past.layouts_web import WEB_LAYOUTS
from tests.past.tips import INTRO, OUTRO, TIPS, TITLE, link, said


def mail_html() -> str:
    """A newsletter of nested tables.

    A table a tip, a hidden preheader, a footer with what the law asks for.
    """
    tips = "\n".join(
        '<tr><td style="padding:16px 24px"><table role="presentation" width="100%"><tr><td style="font-size:18px;font-weight:bold">'
        f'{tip.category} | <a href="{said(tip.url)}" style="color:#036">{said(tip.title)}</a></td></tr>'
        f'<tr><td style="font-size:15px">{said(tip.comment)}</td></tr></table></td></tr>'
        for tip in TIPS
    )
    return f"""<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{TITLE}</title></head><body>
<div style="display:none;max-height:0;overflow:hidden">Der Newsletter im Mai: Kekse und mehr &zwnj;&nbsp;&zwnj;&nbsp;</div>
<table role="presentation" width="100%"><tr><td align="center"><table role="presentation" width="600">
<tr><td><a href="https://randnotizen.example/mail">Im Browser ansehen: Newsletter</a></td></tr>
<tr><td><h1>{TITLE}</h1></td></tr><tr><td>{INTRO}</td></tr>{tips}<tr><td>{OUTRO}</td></tr>
<tr><td style="font-size:12px"><p>Sie erhalten diesen Newsletter, weil Sie ihn bestellt haben.</p><p><a
href="https://randnotizen.example/abmelden">Abmelden</a> | <a href="https://randnotizen.example/impressum">Impressum</a></p></td></tr>
</table></td></tr></table></body></html>"""


def mailchimp() -> str:
    """An archived campaign: text blocks with line breaks, social icons, a footer."""
    tips = "<br>\n<br>\n".join(
        f"<strong>{tip.category} | {link(tip)}</strong><br>\n{said(tip.comment)}" for tip in TIPS
    )
    block = '<table class="mcnTextBlock"><tbody><tr><td class="mcnTextBlockInner"><table class="mcnTextContentContainer"><tr><td class="mcnTextContent">{}</td></tr></table></td></tr></tbody></table>'
    return f"""<!doctype html><html><head><meta charset="UTF-8"><title>{TITLE}</title><style>p {{ margin:10px 0 }}</style></head><body>
<div id="awesomewrap"><div id="awesomebar"><ul><li><a href="https://mail.example/s">Abonnieren</a></li><li>Suche</li></ul></div></div>
<span class="mcnPreviewText" style="display:none; font-size:0px; max-height:0px;">Kekse!</span><table id="bodyTable"><tr><td id="templateHeader">
{block.format(f"<h1>{TITLE}</h1>")}</td></tr><tr><td id="templateBody">{block.format(INTRO)}{block.format(tips)}{block.format(OUTRO)}
<table class="mcnFollowBlock"><tr><td class="mcnFollowContent"><a href="https://social.example/">Teilen</a></td></tr></table></td></tr>
<tr><td id="templateFooter">{block.format("<em>Copyright © 2018 Lavinia Holm</em><br><br><strong>Unsere Anschrift:</strong><br>Lavinia")}</td></tr>
</table></body></html>"""


def word() -> str:
    """Saved by Word, or pasted from it."""
    tips = "\n".join(
        f"<p class=MsoNormal><b><span lang=DE style='mso-fareast-language:DE'>{tip.category} | {link(tip)}<o:p></o:p></span></b></p>\n"
        f"<p class=MsoNormal style='margin-bottom:12.0pt'><span lang=DE>{said(tip.comment)}<o:p>&nbsp;</o:p></span></p>"
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
        for tip in TIPS
    )
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv=Content-Type content="text/html;
charset=windows-1252"><title>{TITLE}</title><!--[if gte mso 9]><xml><o:p>Kekse</o:p></xml><![endif]--></head>
<body lang=DE><div class=WordSection1><p class=MsoTitle><span lang=DE>{TITLE}<o:p></o:p></span></p>
<p class=MsoNormal>{INTRO}<o:p></o:p></p>{tips}<p class=MsoNormal>{OUTRO}<o:p></o:p></p></div></body></html>"""


def word_list() -> str:
    """Word's own lists: paragraphs with a sign that is marked as no text."""
    tips = "\n".join(
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span "
        "style='mso-list:Ignore'>·<span style='font:7.0pt'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>"
        f"<b>{tip.category}: {link(tip)}</b><br>\n{said(tip.comment)}<o:p></o:p></p>"
        for tip in TIPS
    )
    return f"""<html><head><meta charset="utf-8"><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p class=MsoNormal>{INTRO}</p>
{tips}<p class=MsoNormal>{OUTRO}</p></body></html>"""


def copied_text() -> str:
    """Everything between Ctrl-A and Ctrl-C in a browser."""
    tips = "\n\n".join(f"{tip.category} | {tip.title}\n{tip.comment}" for tip in TIPS)
    return f"""Zum Inhalt springen

Randnotizen

Startseite
Über mich
Kontakt und Impressum

{TITLE}

Veröffentlicht am 2. Juni 2018 von Lavinia Holm

{INTRO}

{tips}

{OUTRO}

Teilen mit:

Klick, um auf Pinnwand zu teilen (Wird in neuem Fenster geöffnet)

Gefällt mir:
Gefällt mir Wird geladen …

Ähnliche Beiträge

10 Lesetipps aus dem März
2. April 2018
In „Lesetipps“

Das Sommerfest
1. Mai 2018
Zum Sommerfest kamen mehr Gäste als Stühle. Am Ende saßen alle im Gras, und der Klatschmohn blühte.

Veröffentlicht in Lesetipps. Schlagwörter: Krise, IK

Über die Autorin
Lavinia Holm berät Betriebe und schreibt hier jeden Monat.

2 Gedanken zu „{TITLE}“

Ottokar sagt:
3. Juni 2018 um 10:00 Uhr

Krise | Ottokar hat auch noch einen Fall.
Der fehlte in der Liste.

Antworten

Schreibe einen Kommentar
Deine E-Mail-Adresse wird nicht veröffentlicht.

© 2018 Lavinia Holm | Impressum | Datenschutz
"""


def copied_with_articles() -> str:
    """The text of a blog's front page: the digest first, whole articles behind it."""
    article = "\n\n".join(
        f"Der Klatschmohn, Teil {number}\n\nWer im Mai über die Felder geht, sieht ihn überall. Das Sommerfest war deshalb rot. "
        "Man kann darüber lange nachdenken, und einige tun es auch.\n\nOttokar hat es versucht. Er kam nicht weit."
        for number in range(1, 30)
    )
    tips = "\n\n".join(f"{tip.category} | {tip.title}\n{tip.comment}" for tip in TIPS)
    return f"{TITLE}\n\n{INTRO}\n\n{tips}\n\n{OUTRO}\n\n{article}\n"


def mail_text() -> str:
    """The text part of a mail: addresses in angle brackets behind the titles."""
    tips = "\n\n".join(f"* {tip.category} | {tip.title}\n<{tip.url}>\n{tip.comment}" for tip in TIPS)
    return f"{TITLE}\n{'=' * len(TITLE)}\n\n{INTRO}\n\n{tips}\n\n{OUTRO}\n\n-- \nLavinia Holm\nImpressum: https://randnotizen.example/i\n"


def xhtml() -> str:
    """A page of the time when pages were XML."""
    text = WEB_LAYOUTS["strong_break"]()
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + text.replace("<!DOCTYPE html>", _XHTML).replace(
        '<html lang="de-DE">', '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="de" lang="de">'
    )


_XHTML = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'


def mail_file(html: str = "") -> bytes:
    """A saved mail, with both of its bodies."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = TITLE
    mail["From"] = "Lavinia Holm <post@randnotizen.example>"
    mail["Date"] = "Sat, 02 Jun 2018 08:00:00 +0200"
    mail.set_content(mail_text())
    mail.add_alternative(html or mail_html(), subtype="html")
    return mail.as_bytes()


def wordpress_export() -> bytes:
    """A WordPress export with a page, an article, two digests and a draft."""

    def item(title: str, day: str, text: str, kind: str = "post", status: str = "publish") -> str:
        return (
            f"<item><title>{said(title)}</title><link>https://randnotizen.example/{day}/</link><content:encoded><![CDATA[{text}]]>"
            f"</content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded><wp:post_date><![CDATA[{day} 08:00:00]]></wp:post_date>"
            f"<wp:post_type><![CDATA[{kind}]]></wp:post_type><wp:status><![CDATA[{status}]]></wp:status></item>"
        )

    def digest(count: int) -> str:
        return "".join(
            f"<!-- wp:paragraph -->\n<p><strong>{tip.category} | {link(tip)}</strong><br>{said(tip.comment)}</p>\n<!-- /wp:paragraph -->\n\n"
            for tip in TIPS[:count]
        )

    # The classic editor keeps paragraphs as blank lines, without any <p>.
    classic = "\n\n".join(f"<strong>{tip.category} | {link(tip)}</strong>\n{said(tip.comment)}" for tip in TIPS)
    article = (
        "<p>Ein Spaziergang durch den Klatschmohn.</p><h2>Am Morgen</h2><p>Nebel.</p><h2>Am Abend</h2><p>Wein.</p>"
    )
    items = [
        item("Über mich", "2015-01-01", "<p>Lavinia Holm.</p>", "page"),
        item("Klatschmohn", "2018-04-11", article),
        item(TITLE, "2018-06-02", classic),
        item("Randnotizen: 4 Lesetipps aus dem Juni 2018", "2018-07-03", digest(4)),
        item("Randnotizen: 9 Lesetipps aus dem Juli 2018", "2018-08-03", digest(9), status="draft"),
        item("bild", "2018-08-03", "", "attachment", "inherit"),
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<!-- This is a WordPress eXtended RSS file -->\n<rss version="2.0"\n'
        '\txmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"\n\txmlns:content="http://purl.org/rss/1.0/modules/content/"\n'
        '\txmlns:wp="http://wordpress.org/export/1.2/">\n<channel><title>Randnotizen</title><wp:wxr_version>1.2</wp:wxr_version>'
        f"{''.join(items)}</channel></rss>"
    ).encode()


OTHER_LAYOUTS: dict[str, tuple[str, Callable[[], str]]] = {
    "mail_html": ("mail.html", mail_html),
    "mailchimp": ("kampagne.html", mailchimp),
    "word": ("lesetipps.htm", word),
    "word_list": ("liste.htm", word_list),
    "copied_text": ("kopie.txt", copied_text),
    "copied_with_articles": ("startseite.txt", copied_with_articles),
    "mail_text": ("mail.txt", mail_text),
    "xhtml": ("alt.xhtml", xhtml),
}
