"""The Graph face: the same mailboxes as over EWS, as Microsoft 365 shows them."""
