"""An invented collection of feeds, lists of feeds, pages and traps, so that a clone runs every test."""
