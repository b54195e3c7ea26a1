"""What is written into a mailbox: categories, their list, tasks and drafts; never over what is not ours."""
