"""Telling others by HTTP: where that may lead, how it is signed, and what comes of it. Knows nothing of records."""
