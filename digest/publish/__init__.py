"""From a finished edition to a draft at the place where readers are: one file a target."""
