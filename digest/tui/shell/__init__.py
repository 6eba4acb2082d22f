"""What all screens share: the queue of work and keys, navigation, watching, autosave, messages to the user."""
