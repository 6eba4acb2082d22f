"""Texts that a terminal, a table, a search or a browser might take for more than text."""

from __future__ import annotations

import unicodedata

#: Sequences that terminals obey; each is a title of its own.
ESCAPES = (
    "Rot \x1b[31mEVIL\x1b[0m", "Fenster \x1b]0;EVIL\x07 heißt", "Ablage \x1b]52;c;RVZJTA==\x1b\\ voll",
    "Leeren \x1b[2J\x1b[H oben",
    "Antwort \x1b[6n bitte", "Verweis \x1b]8;;https://boes.example\x07hier\x1b]8;;\x07",
    "Klingel \x07 und Rückschritt \x08\x08\x08",
    "Achtbit \x9b31m EVIL \x9d0;x\x9c", "Zeichensatz \x1b(0 qqq", "Zurück \x1bc gesetzt",
    "Löschen \x7f und Null \x00 hier",
    "Gerät \x1bP$q\x1b\\ \x1b_EVIL\x1b\\ \x1b^EVIL\x1b\\",
)  # fmt: skip

#: What Rich and Textual read as markup.
MARKUP = (
    "[bold]EVIL[/bold]", "[red on blue]Farben[/]", "[@click=app.quit]x[/]", "[link=https://boes.example]y[/link]",
    "[/]", "[/bold]",
    "[", "]", "[[", "[]", "\\[bold]", "[bold", "[b]offen", "[$primary]Farbe[/]", "[@click=screen.dismiss()]weg[/]",
    "[#ff0000]x",
    ":smile: :warning:", "[1]", "[x] erledigt", "[blink reverse]z[/blink reverse]", "$text %s {0} {name}",
    "[on @hover]w[/]",
    "[bold]a[/italic]", "[not a tag]",
)  # fmt: skip

#: Characters without a width, or that turn the direction of what follows.
HIDDEN = (
    "nullbreite\u200bzeichen im Wort", "\u200b\u200b\u200b", "\u202eumgedreht", "links \u202d fest \u202c",
    "\u2066eingesperrt", "\u2069los\u2068", "weich\u00adge\u00adtrennt", "\ufeffBOM davor",
    "Zeile\u2028neu\u2029Absatz",
    "\u2060\u2061\u2062", "Marke \u200e und \u200f", "Variante\ufe0f\ufe0e",
)  # fmt: skip

#: What Markdown would turn into headings, lists, links, pictures, tables or HTML.
MARKDOWN = (
    "# Überschrift", "Titel\\", "*schräg* und **fett**", "_Unterstrich_", "`Code`", "```", "> Zitat", "- Punkt",
    "+ Punkt", "1. Zahl",
    "1) Klammer", "---", "***", "===", "| a | b |", "[Text](https://boes.example)",
    "![Bild](https://boes.example/b.png)", "[Text][1]",
    "[1]: https://boes.example", "<b>fett</b>", "<details>", "<!-- nie zu sehen", "<https://boes.example>",
    "&copy; &amp;lt;", "~~weg~~",
    "$x^2$", "[^1]", "https://boes.example/nackt", "- [ ] Aufgabe", "    eingerückt", "a  \\* b",
)  # fmt: skip

#: Scripts and emoji of all widths.
WIDE = (
    "Übergröße in einem Stück", unicodedata.normalize("NFD", "Übergröße zerlegt"), "危機の広報まとめ", "위기 소통 안내",
    "การสื่อสาร",
    "👩‍🚀 im All", "👨‍👩‍👦 zu dritt", "🇩🇪🇫🇷 zwei Fahnen", "👋🏿 Hautton", "❤️ Variante", "1️⃣ Taste", "ﬃ Ligatur",
    "Ｂｒｅｉｔ",
    "نص عربي", "טקסט עברי", "T̴e̸x̷t mit Strichen", "e\u0301e\u0301e\u0301", "½ ⅔ ∑ ∞", "ẞ und ß", "İstanbul ıI",
    "—–‐‑ Striche",
)  # fmt: skip

#: Names that lead out of a folder, or are none.
PATHS = (
    "../../../etc/passwd", "..\\..\\windows", "/etc/cron.d/boese", "C:\\boese.txt", "~/.ssh/config", "CON",
    "Name\x85mit.\u2024Punkten",
    "ä" * 300,
)  # fmt: skip

#: What a full-text search has a meaning of its own for.
SEARCHES = (
    '"offen', '"zu"', "Rat AND Tat", "Rat OR", "NOT Rat", "Rat NEAR/3 Tat", "title:Rat", "Rat*", "*", "^Rat", "(Rat",
    "Rat)",
    "Rat - Tat", "'; DROP TABLE entries; --", "100 %", "unter_strich", "a\\b", "{Rat}", "+Rat -Tat",
)  # fmt: skip

#: What stands as the address of an entry.
LINKS = (
    "javascript:alert('a')", "JaVaScRiPt:alert(2)", " javascript:alert(3)", "java\tscript:alert(4)",
    "vbscript:msgbox",
    "data:text/html,<script>alert(5)</script>", "file:///etc/shadow", "ftp://dateien.example/a",
    "ssh://rechner.example",
    "smb://rechner/freigabe", "about:blank", "chrome://settings", "mailto:a@post.example?bcc=b@post.example",
    "tel:+49301234567", "-o/tmp/datei", "--help", "//ohne-schema.example/a", "https://", "https://[::1",
    "http://a b/",
    "https://wer:geheim@konto.example/a", "https://münze.example/ä?ö=ü#ß", "https://gut.example/?a=1&b=2",
    "https://gut.example/%0d%0aKopf:x", "https://" + "lang" * 1000 + ".example/",
)  # fmt: skip

#: HTML that does something.
ACTIVE = (
    "<script>alert(1)</script>", "<ScRiPt src='https://boes.example/a.js'></sCrIpT>", "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)></svg>", "<iframe src='https://boes.example'></iframe>", "<object data='a.swf'></object>",
    "<embed src='a.swf'>", "<form action='https://boes.example'><input name=a></form>",
    "<base href='https://boes.example/'>",
    "<meta http-equiv=refresh content='0;url=https://boes.example'>",
    "<link rel=stylesheet href='https://boes.example/a.css'>",
    "<style>body{display:none}</style>", "<a href='javascript:alert(1)'>hier</a>",
    "<p style='position:fixed'>fest</p>",
    "<a href='&#106;avascript:alert(1)'>dort</a>", "<div onclick='alert(1)'>Feld</div>",
    "<math><mi//xlink:href='data:x'></math>",
    "<!--><img src=x onerror=alert(1)>-->", "</div></body></html>", "<details open ontoggle=alert(1)>auf</details>",
    "<video><source onerror=alert(1)></video>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
)  # fmt: skip

#: Dates of entries, by what is odd about each.
DATES = {
    "Monatsgrenze UTC": "Sat, 31 Oct 2026 23:15:00 GMT", "Monatsgrenze Berlin": "Sun, 01 Nov 2026 00:15:00 +0100",
    "Monatsgrenze New York": "Sat, 31 Oct 2026 19:15:00 -0400", "gestern": "gestern",
    "31. Februar": "2026-02-31T08:00:00Z",
    "Jahr 1": "Mon, 01 Jan 0001 00:00:00 GMT", "Jahr 9999": "9999-12-31T23:59:59Z", "leer": "",
    "Zukunft 2099": "Thu, 01 Jan 2099 09:00:00 GMT", "Punkte": "14.10.2026", "Punkte und Uhr": "14.10.2026 08:30",
    "deutsch": "Mittwoch, 14. Oktober 2026", "amerikanisch": "10/14/2026", "ohne Zone": "2026-10-14T08:30:00",
    "nur Tag": "2026-10-14", "nur Monat": "2026-10", "nur Jahr": "2026", "Sekunden": "1791966600",
    "mit Komma": "Wed, 14 Oct 26 08:30 EST",
    "falscher Wochentag": "Fri, 14 Oct 2026 08:30:00 +0000", "Zone MEZ": "Wed, 14 Oct 2026 08:30:00 MEZ",
    "Zone 99": "Wed, 14 Oct 2026 08:30:00 +9900",
    "Stunde 25": "Wed, 14 Oct 2026 25:00:00 GMT", "Schaltsekunde": "2016-12-31T23:59:60Z", "negativ": "-0044-03-15",
    "Woche": "2026-W42-3", "Bruch": "2026-10-14T08:30:00.123456789Z", "klein": "2026-10-14t08:30:00z",
    "lang": "1" * 400,
}  # fmt: skip
