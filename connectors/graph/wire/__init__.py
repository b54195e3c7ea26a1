"""Requests to Graph and their answers: login, TLS, batches, refusals. Knows nothing of items."""
