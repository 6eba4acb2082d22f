"""Strangers' documents are read in isolated, limited child processes; results are checked."""
