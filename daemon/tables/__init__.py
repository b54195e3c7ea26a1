"""Tables in and out: CSV and sheets."""
