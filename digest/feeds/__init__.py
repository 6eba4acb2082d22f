"""From an address to parsed, sanitised entries."""
