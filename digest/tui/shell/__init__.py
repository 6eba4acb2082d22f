"""What all screens share: work and key queues, navigation, watcher, autosave, messages."""
