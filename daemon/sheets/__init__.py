"""Records as tables that other programs read and write: CSV in and out, JSON out."""
