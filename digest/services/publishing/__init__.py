"""Exports, templates, the archive site, the clipboard."""
