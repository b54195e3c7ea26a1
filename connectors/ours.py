"""What of ours is on items, alike over both servers: an item is known by it wherever its mailbox has moved."""

from __future__ import annotations

# Hidden properties. Names in a set of our own cannot meet anybody else's.
IDENTITY_SET = "6a3b1f5e-8c0d-4b62-9f57-2d1e7c94a0b8"
IDENTITY_NAME = "dealtrail-identity"
# What of ours an item is, where its identity does not say so: a meeting that waits for its attendees, or what stands
# for a task where there is no right to tasks.
ROLE_NAME = "dealtrail-role"
MEETING, REMINDER, FLAG = "meeting", "reminder", "flag"
# The task that a flag or an appointment stands for. Not the identity: what came of a draft of ours has one already.
TASK_NAME = "dealtrail-task"
# Begin the ids of what stands for a task: no server gives such.
FLAG_ID, APPOINTMENT_ID = "flag:", "appointment:"

DONE = "Done: "  # before the subject of an appointment that stands for a task, as whoever completes it writes it


def stands_for_a_task(id: str) -> bool:
    """Whether the task of this id is a flag or an appointment."""
    return id.startswith((FLAG_ID, APPOINTMENT_ID))
