"""Webhooks: who is told of what happens on the record, what is to be told, and what was."""
