"""The terminal: signals, the Escape key, and what may be written to it."""
