"""One person's sitting: undo, editing, drafts, and the programs outside."""
