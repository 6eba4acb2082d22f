"""Decisions that every backend shares: pure, without files, locks or a clock."""
