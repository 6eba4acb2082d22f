"""Copies of the files, damage, and repairing it."""
