"""What is owed to Outlook, and paid: stamps, category lists, drafts, tasks."""

from daemon.outlook.category_list import our_entries, owe_categories
from daemon.outlook.deliver import owe_wordings, pay
from daemon.outlook.prefix import notice_prefix
from daemon.outlook.tasks.owe import owe_tasks
from daemon.outlook.tasks.people import look_again, store_tasks

__all__ = [
    "look_again",
    "notice_prefix",
    "our_entries",
    "owe_categories",
    "owe_tasks",
    "owe_wordings",
    "pay",
    "store_tasks",
]
