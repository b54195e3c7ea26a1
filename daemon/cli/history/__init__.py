"""The communication history on the command line: a file for each kind of item, and what they share."""
