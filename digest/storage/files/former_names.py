"""By what a library of the first format is known: read at every start, so it imports nothing."""

#: The folders and files that hold what the wire brought.
FORMER_FILES = ("entries", "content", "state", "seen", "fetch.json")
