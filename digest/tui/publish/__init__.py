"""Publishing: the targets, and what a push to one of them came to."""
