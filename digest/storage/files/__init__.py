"""What people write, in plain JSON files through TinyDB."""
