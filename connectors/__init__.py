"""Mailboxes of a server, behind one protocol."""
