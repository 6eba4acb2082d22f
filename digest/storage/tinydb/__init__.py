"""The library as plain JSON files, kept with TinyDB."""
