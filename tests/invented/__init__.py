"""An invented collection of feeds, lists, pages and traps, so that a clone runs every test."""
