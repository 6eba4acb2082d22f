"""Lists of other programs."""
