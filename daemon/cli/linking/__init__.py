"""Linking on the command line: why it was decided as it was, what waits for a person, and deciding anew."""
