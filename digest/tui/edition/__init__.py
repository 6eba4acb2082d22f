"""The edition: sections and picks, preview, check, and the form for its texts."""
