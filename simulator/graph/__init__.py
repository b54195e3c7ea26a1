"""The Graph face of the same mailboxes: JSON over HTTP beside EWS, with tokens, deltas and batches of its own."""
