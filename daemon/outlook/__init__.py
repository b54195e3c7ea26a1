"""What is owed to Outlook, and paid: stamps, category lists, drafts, tasks."""
