"""Whole screens: they lay out widgets and own the controllers."""
