"""What `--help` and the man page add to a command: what its arguments may be, and examples.

Loaded when help is shown. A test parses each example and holds each command to having one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digest.domain.message import Message, msg

#: Parameter → what may be written for it.
ARGUMENTS: Mapping[str, Message] = {
    "month": msg(
        "M is a month: 2026-11, a name such as November (the nearest one), or nothing for the edition at work."
    ),
    "edition": msg(
        "M is a month: 2026-11, a name such as November (the nearest one), or nothing for the edition at work."
    ),
    "feed": msg("FEED is the beginning of a feed’s id, its address or its title; “digest feeds” lists them."),
    "feeds": msg("FEED is the beginning of a feed’s id, its address or its title; “digest feeds” lists them."),
    "entry": msg("ENTRY is the beginning of an entry’s id; “digest entries” lists them."),
    "subject": msg("PICK and ENTRY are the beginnings of their ids; “digest picks” and “digest entries” list them."),
    "note": msg("NOTE is the beginning of a note’s id; “digest note list” lists them."),
    "pick": msg("PICK is the beginning of a pick’s id; “digest picks” lists them."),
}

#: Command → examples, each a command line and what it does.
EXAMPLES: Mapping[str, Sequence[tuple[str, Message]]] = {
    "": [
        ("digest", msg("Open the interface: read, pick, comment, order, export.")),
        ("digest demo", msg("Try it on invented feeds.")),
        ("digest opml import --shipped", msg("Subscribe to the list of feeds that comes with digest.")),
        ("digest fetch --quiet", msg("What a cron job runs.")),
        ("digest export --format html -o .", msg("Write the edition at work as a web page.")),
    ],
    "fetch": [
        ("digest fetch", msg("Refresh what is due.")),
        ("digest fetch bildblog.de --force", msg("Refresh one feed now.")),
        ("digest fetch --quiet", msg("For cron: only errors are written.")),
    ],
    "feeds": [
        ("digest feeds", msg("List all feeds.")),
        ("digest feeds --broken", msg("Only those that need a look.")),
    ],
    "feeds folders": [("digest feeds folders", msg("Which folders there are, and how much is unread in each."))],
    "feeds move": [
        ('digest feeds move 3fa2 bildblog.de --folder "PR/Blogs"', msg("Two feeds into the folder Blogs inside PR.")),
        ('digest feeds move 3fa2 --folder ""', msg("Out of its folder.")),
    ],
    "feeds rename-folder": [("digest feeds rename-folder PR/Blogs Blogs", msg("What is inside moves with it."))],
    "feeds list": [("digest feeds list --json", msg("All feeds as data for a script."))],
    "feeds add": [
        ("digest feeds add bildblog.de", msg("Look for the feed behind a page and add it.")),
        ("digest feeds add https://blog.example/feed -c Krise", msg("Picks of this feed start in the category Krise.")),
    ],
    "feeds edit": [
        ('digest feeds edit bildblog.de --title "BILDblog"', msg("Give it a title of your own.")),
        ("digest feeds edit 3fa2 --pause", msg("Stop fetching it for a while.")),
    ],
    "feeds remove": [("digest feeds remove 3fa2", msg("Picks and comments from it stay."))],
    "feeds restore": [("digest feeds restore 3fa2c41d", msg("The whole id, as “feeds remove” printed it."))],
    "feeds check": [("digest feeds check", msg("Ask every feed once and look at the answers."))],
    "import": [
        ("digest import ~/.newsboat/urls ~/.newsboat/cache.db", msg("Move in from newsboat, read marks included.")),
        ("digest import bookmarks.html --dry-run", msg("Only say what would come in.")),
        ("digest import list.txt --as feeds", msg("All its addresses are feeds.")),
    ],
    "opml": [
        ("digest opml import feeds.opml", msg("Take over the list of another reader.")),
        ("digest opml export", msg("Print your list as OPML.")),
    ],
    "opml import": [
        ("digest opml import feeds.opml", msg("Take over the list of another reader.")),
        ("digest opml import --shipped", msg("Subscribe to the list of feeds that comes with digest.")),
    ],
    "opml export": [("digest opml export feeds.opml", msg("Write your feeds into a file."))],
    "entries": [
        ("digest entries --unread --limit 20", msg("The twenty newest unread entries.")),
        ("digest entries --search krise", msg("All entries with this word; umlauts in any spelling.")),
        ("digest entries --month november --json", msg("A month as data for a script.")),
        ("digest entries --curator DF", msg("What a colleague has picked; her initials are enough.")),
    ],
    "links": [
        ("digest links 7b1e", msg("All links of this entry's text.")),
        ("digest pick https://blog.example/post -c IK", msg("Pick the page that one of them leads to.")),
    ],
    "searches": [
        ("digest searches add Rückrufe rückruf --unread", msg("A view of unread entries with this word.")),
        ("digest entries --saved Rückrufe", msg("List what it finds.")),
    ],
    "searches list": [("digest searches list --json", msg("All saved searches as data for a script."))],
    "searches add": [
        ('digest searches add "Krise bei PR-Blogs" krise --folder PR/Blogs', msg("Only in the feeds of this folder.")),
    ],
    "searches edit": [("digest searches edit Rückrufe --name Warnungen", msg("Give it another name."))],
    "searches remove": [("digest searches remove Rückrufe", msg("The entries stay as they are."))],
    "rules": [
        ("digest rules add Gewinnspiel", msg("Mute entries with this word in their title.")),
        (
            'digest rules add "rückruf|shitstorm" --regex --field text --dry-run',
            msg("Only try it."),
        ),
    ],
    "rules list": [("digest rules list --json", msg("All rules as data for a script."))],
    "rules add": [
        ("digest rules add Anzeige --field tag --action read", msg("What its publisher labels so counts as read.")),
        ("digest rules add Beispiel --field author --action shortlist --now", msg("Also of what is there.")),
        ("digest rules add --feed bildblog.de --action fulltext", msg("Always fetch the whole text of this feed.")),
    ],
    "rules remove": [("digest rules remove 3fa2", msg("What it has marked stays marked."))],
    "mute": [
        ("digest mute Gewinnspiel", msg("Entries with this word in their title stay out of the inbox.")),
        ("digest mute --off Gewinnspiel", msg("Let them in again.")),
    ],
    "suggest": [
        ("digest suggest 7b1e", msg("Which category fits this entry.")),
        ("digest suggest --evaluate", msg("How often the suggestions were right so far.")),
    ],
    "pick": [
        ("digest pick 7b1e -c Krise", msg("Pick an entry for the edition at work.")),
        (
            'digest pick https://blog.example/post -c IK --comment "Lesen!"',
            msg("Pick any web page, with a comment."),
        ),
        ("digest pick 7b1e -c Krise --edition december", msg("Pick it for December.")),
    ],
    "picks": [
        ("digest picks", msg("The picks of the edition at work, in their order.")),
        ("digest picks 2026-10 --json", msg("Those of October as data for a script.")),
    ],
    "comment": [
        ('digest comment c04a "Worth reading for its tone."', msg("Write the comment.")),
        ("digest comment c04a - < comment.md", msg("Take it from a file.")),
        ("digest comment c04a --from 7", msg("Bring an earlier one back.")),
    ],
    "note": [
        ('digest note add c04a "Ask whether we may quote this"', msg("A line for colleagues, never published.")),
        ("digest note list", msg("What is still open.")),
    ],
    "note add": [
        ('digest note add c04a "Ask whether we may quote this"', msg("A line for colleagues, never published."))
    ],
    "note list": [("digest note list --all --json", msg("All notes as data for a script."))],
    "note done": [("digest note done 4f1b", msg("Tick it off."))],
    "note remove": [("digest note remove 4f1b", msg("Take it away for good."))],
    "mark": [
        ("digest mark c04a --own", msg("It is a post of your own.")),
        ("digest mark c04a --medium PDF --language en", msg("Readers are told both.")),
    ],
    "move": [("digest move c04a 1", msg("To the first place of its category."))],
    "drop": [("digest drop c04a", msg("Its comment comes back if it is picked again."))],
    "edition": [
        ("digest edition list", msg("All editions.")),
        ("digest edition show", msg("The one at work.")),
        ("digest edition edit", msg("All of it in your editor.")),
    ],
    "edition list": [("digest edition list", msg("All editions, newest first."))],
    "edition show": [("digest edition show november", msg("Title, texts and picks of November."))],
    "edition set": [
        ('digest edition set --title "Ten good reads"', msg("A title of your own.")),
        ("digest edition set --intro intro.md", msg("The text before the picks.")),
    ],
    "edition edit": [
        ("digest edition edit", msg("The edition at work as one Markdown file in $EDITOR.")),
        ("digest edition edit --print > november.md", msg("Only print that file.")),
    ],
    "edition log": [
        ("digest edition log", msg("Who did what to the edition at work.")),
        ("digest edition log --pick c04a", msg("All that its comment ever said.")),
    ],
    "edition import": [
        ("digest edition import post.html --month 2025-04", msg("Read an old post, so that digest knows its links.")),
        ("digest edition import old-posts/*.html", msg("Several at once; each names its month.")),
    ],
    "edition close": [("digest edition close 2026-11", msg("Freeze November and show what the check found."))],
    "edition remove": [("digest edition remove 2025-12", msg("Take away what was begun by mistake."))],
    "edition reopen": [("digest edition reopen 2026-11", msg("Make it a draft again."))],
    "check": [
        ("digest check", msg("What to mend before publishing.")),
        ("digest check --links", msg("Also ask every link whether it still works.")),
    ],
    "preview": [
        ("digest preview", msg("The edition at work in the browser; it follows what you write.")),
        ("digest preview november --no-browser", msg("Only print the address.")),
    ],
    "export": [
        ("digest export --format html -o .", msg("A web page; its name is made from the month.")),
        ("digest export --format fragment --blocks --copy", msg("WordPress blocks into the clipboard.")),
        (
            "digest export --format email --part html -o .",
            msg("The HTML of the mail, for Mailchimp, listmonk and the like."),
        ),
        ("digest export --format linkedin --short --copy", msg("Titles and addresses, short enough for LinkedIn.")),
        ("digest export november --format markdown", msg("November as Markdown, printed.")),
    ],
    "publish": [
        ("digest publish", msg("The edition at work to the one target there is.")),
        ("digest publish november --to blog", msg("November's to one of several.")),
        ("digest publish --dry-run", msg("Only show what would be sent.")),
    ],
    "publish check": [("digest publish check", msg("Connect to all targets and say what may be done there."))],
    "publish login": [("digest publish login blog", msg("Open the page that makes an application password."))],
    "site": [
        ("digest site public --base-url https://tips.example", msg("All closed editions with an index and a feed."))
    ],
    "template": [
        ("digest template list", msg("The templates there are.")),
        ("digest template new newsletter", msg("Begin one of your own.")),
    ],
    "template list": [("digest template list", msg("The templates there are."))],
    "template show": [("digest template show starter --kind html", msg("Print one, to learn from."))],
    "template new": [("digest template new newsletter --kind html", msg("Begin one of your own."))],
    "search": [
        ("digest search krisenstab", msg("Where you wrote of it, in all years.")),
        ("digest search krisenstab --curator DF", msg("Where a colleague wrote of it.")),
    ],
    "stats": [("digest stats --year 2026", msg("Categories, sources and authors of a year."))],
    "backup": [("digest backup ~/digest.zip", msg("Everything in one file."))],
    "restore": [
        ("digest restore ~/digest.zip", msg("Into a library that does not exist yet.")),
        ("digest restore ~/digest.zip --replace", msg("Instead of the present one, which is kept beside it.")),
    ],
    "library": [("digest library export > library.json", msg("All of it as one JSON document."))],
    "library copy": [
        (
            "digest library copy ~/lesetipps postgresql://lesetipps@db.example/lesetipps",
            msg("From a folder into an empty database, for a team."),
        )
    ],
    "library upgrade": [("digest library upgrade", msg("Once, when all colleagues have the newer digest."))],
    "library export": [("digest library export > library.json", msg("All of it as one JSON document."))],
    "library path": [("digest library path", msg("Where it is."))],
    "tidy": [("digest tidy --months 24 --dry-run", msg("What dropping texts older than two years would free."))],
    "doctor": [
        ("digest doctor", msg("Look whether anything is broken.")),
        ("digest doctor --repair", msg("Put the newest good copy back.")),
    ],
    "config": [
        ("digest config init", msg("Write a file in which every setting is explained.")),
        ("digest config show", msg("What is in force.")),
    ],
    "config path": [("digest config path", msg("Where the file is."))],
    "config show": [("digest config show", msg("What is in force."))],
    "config init": [("digest config init", msg("Write a file in which every setting is explained."))],
    "config set": [
        ('digest config set edition.series "Meine Gedankenspiele"', msg("The name of the series.")),
        ("digest config set categories.standing Strategie,Krise", msg("A list, with commas.")),
    ],
    "config unset": [("digest config unset edition.title", msg("Back to the default title."))],
    "keys": [("digest keys", msg("All keys of the interface."))],
    "demo": [
        ("digest demo", msg("The interface with an edition to finish.")),
        ("digest demo --headless", msg("Only print the finished digest.")),
        ("digest demo --headless --keep demo", msg("Keep its library and web page to look at.")),
    ],
    "completion": [
        ('eval "$(digest completion bash)"', msg("For this shell; write it into ~/.bashrc to keep it.")),
        ("digest completion fish > ~/.config/fish/completions/digest.fish", msg("For fish, once.")),
    ],
}
