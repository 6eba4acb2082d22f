"""The settings: all of them by name, and the three questions of the first start."""
