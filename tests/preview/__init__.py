"""The edition in a browser."""
