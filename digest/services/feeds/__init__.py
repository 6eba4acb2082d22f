"""Subscribing to feeds, their folders, settings and overview."""
