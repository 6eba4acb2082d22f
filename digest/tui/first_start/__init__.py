"""The first start: ways into an empty library."""
