"""The package of Debian: the program with its libraries, and what a machine needs around it."""
