"""The inbox: views, entries, the text of one entry and the comment on it."""
