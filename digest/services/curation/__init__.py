"""Picks, editions and their titles: every rule of what a curator does to them."""
