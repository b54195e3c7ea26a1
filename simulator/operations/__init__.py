"""What the server can be asked to do, one function an operation."""
