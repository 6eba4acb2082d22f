"""One refresh, from choosing the feeds to the report."""
