"""The records on the command line: a file for each kind."""
