"""Requests to an Exchange server and their answers: login, TLS, SOAP, faults. Knows nothing of items."""
