"""What the commands share: the session they work in, what they print, and the values that people type."""
