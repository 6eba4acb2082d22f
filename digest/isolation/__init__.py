"""Strangers' documents are read in child processes that can be stopped: isolated, limited, and believed nothing."""
