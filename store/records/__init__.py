"""The records that people keep, one repository a subject; their rules are in `store.rules`."""
