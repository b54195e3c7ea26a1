"""What a record looks like to programs: one place for `--json`, tables, print and exports."""
