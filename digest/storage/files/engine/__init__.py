"""One JSON file as a TinyDB storage: reading, locking, atomic writing."""
