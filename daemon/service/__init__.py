"""Mailboxes due, one turn at a time, day after day: the running service."""
