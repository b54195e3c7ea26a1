"""The image for containers: the program with its libraries, on as little of Debian as runs it."""
