"""The edition in a browser while it is being written."""
