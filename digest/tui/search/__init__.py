"""Search over all months, editions and comments."""
