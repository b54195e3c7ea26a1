"""`dealtrail opportunity`: the record that mail, appointments and tasks belong to. One file a group of verbs."""

from __future__ import annotations

from cyclopts import App

from daemon.cli.base.session import example

app = App(name="opportunity", help_epilogue=example("dealtrail opportunity list"))

HERE = "daemon.cli.records.opportunity"

for verb, file, what, examples in (
    (
        "add",
        "edits:add",
        "Add an opportunity, linked to one contact or one account.",
        (
            'dealtrail opportunity add "200 seats" --contact ann@client.example --assign bob --stage proposal',
            'dealtrail opportunity add "Spare parts" --account Fabrikam --assign bob --remind "tomorrow 9:00"',
        ),
    ),
    (
        "list",
        "lists:list_",
        "List opportunities: open ones unless --state says otherwise, a page at a time.",
        (
            "dealtrail opportunity list --assigned bob",
            "dealtrail opportunity list --close-to 2025-03-31 --min-revenue 10000 --sort revenue --desc --totals",
            "dealtrail opportunity list seats --state all --json",
        ),
    ),
    ("show", "lists:show", "Show an opportunity and its latest history.", ("dealtrail opportunity show OPP-17",)),
    (
        "edit",
        "edits:edit",
        "Change what is named of an opportunity, and nothing else.",
        (
            "dealtrail opportunity edit OPP-17 --stage negotiation --probability 60",
            "dealtrail opportunity edit OPP-17 --assign cora --clear close-date",
        ),
    ),
    (
        "comment",
        "edits:comment",
        "Add a comment with date, time and author, after those that there are.",
        ('dealtrail opportunity comment OPP-17 "They want it before the summer"',),
    ),
    (
        "log",
        "log:log",
        "Show who changed what of it, when, from what, to what.",
        ("dealtrail opportunity log OPP-17", "dealtrail opportunity log 17 --limit 5 --json"),
    ),
    (
        "close",
        "closing:close",
        "Close an opportunity as won or lost; nothing of it can be changed until it is reopened.",
        (
            "dealtrail opportunity close OPP-17 won",
            "dealtrail opportunity close OPP-17 lost --on 2025-03-04 --reason price",
        ),
    ),
    (
        "reopen",
        "closing:reopen",
        "Open a closed opportunity again, in the stage and with the probability it was closed from.",
        (
            "dealtrail opportunity reopen OPP-17",
            "dealtrail opportunity reopen 17 --stage proposal",
        ),
    ),
    (
        "history",
        "lists:history",
        "Show its history of all kinds, newest first, each item with the rule that linked it.",
        (
            "dealtrail opportunity history OPP-17",
            "dealtrail opportunity history 17 --kind note --limit 5 --json",
        ),
    ),
    (
        "remind",
        "reminder:remind",
        "Set the reminder, which is a task in the assigned user's Outlook, or switch it off.",
        (
            'dealtrail opportunity remind OPP-17 "2025-03-04 14:30"',
            'dealtrail opportunity remind OPP-17 "tomorrow 9:00"',
            "dealtrail opportunity remind OPP-17 2025-03-04T09:00+01:00",
            "dealtrail opportunity remind OPP-17 --off",
        ),
    ),
    (
        "print",
        "printing:print_",
        "Print all of it, as HTML to standard output or into files, HTML or PDF.",
        ("dealtrail opportunity print OPP-17 --pdf opp-17.pdf", "dealtrail opportunity print OPP-17 > opp-17.html"),
    ),
    (
        "email",
        "drafts:email",
        "Draft an e-mail to the linked contact, or the account's contacts: it lies in your Drafts, with its category.",
        ('dealtrail opportunity email OPP-17 --subject "Your offer"',),
    ),
    (
        "meet",
        "drafts:meet",
        "Draft a meeting request to the same people: it lies in your calendar, and nobody is invited before you send.",
        ('dealtrail opportunity meet OPP-17 --start "tomorrow 10:00" --minutes 30',),
    ),
    (
        "appointment",
        "drafts:appointment",
        "Make an appointment of your own, linked at once: it lies in your calendar, without attendees.",
        ('dealtrail opportunity appointment OPP-17 --start "2025-03-04 14:30"',),
    ),
    (
        "delete",
        "deleting:delete",
        "Move it to the recycle bin with its links; its tasks in Outlook are completed, its mail stays.",
        ("dealtrail opportunity delete OPP-17",),
    ),
):
    app.command(f"{HERE}.{file}", name=verb, help=what, help_epilogue=example(*examples))

app.command(f"{HERE}.items:app", name="item", help="Products and services: add, list, edit, move, remove.")
app.command(f"{HERE}.bulk:app", name="bulk", help="Edit many at once, all or none: assign, stage, categorise, close.")
