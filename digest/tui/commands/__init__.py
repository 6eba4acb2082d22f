"""Every user action once: feeds keys, footer, palette, help and `digest keys`."""
