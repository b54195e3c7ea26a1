"""What is owed to Outlook, and paid: stamps, category lists, drafts, tasks."""

from daemon.outlook.category_list import (
    begin_categories,
    is_list_in_step,
    our_entries,
    owe_categories,
    settle_categories,
)
from daemon.outlook.deliver import note_stamps, pay, pay_announced, settle_stamps
from daemon.outlook.prefix import must_have_prefix, notice_prefix, with_prefixes
from daemon.outlook.stamps import announced, owe_kept_back, owe_wordings
from daemon.outlook.tasks.asking import task_for
from daemon.outlook.tasks.merge import body_of, state_of
from daemon.outlook.tasks.owe import are_tasks_in_step, owe_tasks
from daemon.outlook.tasks.people import look_again, store_tasks
from daemon.outlook.tasks.words import block_in, mark_of

__all__ = [
    "announced",
    "are_tasks_in_step",
    "begin_categories",
    "block_in",
    "body_of",
    "is_list_in_step",
    "look_again",
    "mark_of",
    "must_have_prefix",
    "note_stamps",
    "notice_prefix",
    "our_entries",
    "owe_categories",
    "owe_kept_back",
    "owe_tasks",
    "owe_wordings",
    "pay",
    "pay_announced",
    "settle_categories",
    "settle_stamps",
    "state_of",
    "store_tasks",
    "task_for",
    "with_prefixes",
]
