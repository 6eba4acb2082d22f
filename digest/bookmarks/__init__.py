"""Lists out of other programs: feeds, bookmarks, what was kept for reading later."""
