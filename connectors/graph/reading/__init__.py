"""What is in a mailbox: its folders, their changes a page at a time, and what each item says."""
