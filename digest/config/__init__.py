"""Settings, paths, environment and language."""
