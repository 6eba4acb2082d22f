"""The library as a whole: backup, restore, doctor."""
