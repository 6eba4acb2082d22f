"""From a finished edition to a draft where readers are: one file for each target."""
