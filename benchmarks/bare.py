"""The other side: exchangelib as users write it. Sync the ids of a folder, then fetch the same fields that we use.

Run as a process of its own, so that nothing of ours has touched exchangelib:
`python -m benchmarks.bare ENDPOINT ADDRESS PASSWORD`. Prints one JSON object: items, CPU seconds, peak memory in MiB.
"""

from __future__ import annotations

import json
import sys

from benchmarks.measure import cpu_seconds, peak_mib

MESSAGE_FIELDS = (
    "subject",
    "text_body",
    "author",
    "to_recipients",
    "cc_recipients",
    "bcc_recipients",
    "reply_to",
    "datetime_sent",
    "datetime_received",
    "message_id",
    "in_reply_to",
    "references",
    "conversation_id",
    "categories",
    "sensitivity",
    "item_class",
    "is_draft",
    "size",
    "has_attachments",
)
APPOINTMENT_FIELDS = (
    "subject",
    "text_body",
    "start",
    "end",
    "uid",
    "type",
    "is_all_day",
    "is_cancelled",
    "location",
    "organizer",
    "required_attendees",
    "optional_attendees",
    "categories",
    "sensitivity",
    "item_class",
    "size",
    "has_attachments",
)


def main(endpoint: str, address: str, password: str) -> None:
    from exchangelib import DELEGATE, Account, Build, Configuration, Credentials, EWSTimeZone, FailFast, Version
    from exchangelib.transport import BASIC

    configuration = Configuration(
        service_endpoint=endpoint,
        credentials=Credentials(address, password),
        auth_type=BASIC,
        version=Version(Build(15, 1, 0, 0)),
        retry_policy=FailFast(),
    )
    account = Account(
        address, config=configuration, autodiscover=False, access_type=DELEGATE, default_timezone=EWSTimeZone("UTC")
    )
    started, items = cpu_seconds(), 0
    for folder, fields in ((account.inbox, MESSAGE_FIELDS), (account.calendar, APPOINTMENT_FIELDS)):
        ids = [item for kind, item in folder.sync_items(only_fields=["subject"]) if kind in ("create", "update")]
        items += sum(1 for _ in account.fetch(ids, folder=folder, only_fields=fields, chunk_size=100))
    print(json.dumps({"items": items, "cpu": cpu_seconds() - started, "peak": peak_mib()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
