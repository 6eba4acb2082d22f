"""digest: curated reading lists from feeds, one edition a month."""

__version__ = "0.1.0"
