"""Mailboxes in Microsoft 365, through Graph."""
