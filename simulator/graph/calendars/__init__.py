"""Calendars and their events, as Graph shows and takes them."""
