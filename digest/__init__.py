"""digest: curated reading lists from feeds, one edition a month."""

__version__ = "0.1.0"
#: Where operators of feeds can read who asks them; part of the name that requests carry. Empty: not published yet.
PROJECT_URL = ""
