"""The schema's history. Run by `store.database.migrate`; only forwards: going back means restoring a backup."""
