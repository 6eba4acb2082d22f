"""Widgets that Textual does not have, or not fast enough."""
