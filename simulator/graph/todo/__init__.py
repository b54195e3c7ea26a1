"""To Do: task folders as lists, and their tasks."""
