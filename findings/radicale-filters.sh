#!/usr/bin/env bash
# Radicale 3.9.0 is a server of calendars by CalDAV, which a program asks for events by a filter (RFC 4791, 9.7). One expects the events that a filter describes, or an error. Seen of two invitations, a
# meeting, and one with a reminder:
# - the RFC's own example, those that Ann has yet to answer (7.8.7), finds also one that she accepted, and that somebody else has yet to answer: the attendee and the answer are looked for apart;
# - of events that have a reminder there are none, and of those that have none (is-not-defined, 9.7.1) there are all: what counts is a reminder's time, when one asks for that.
# So a list of what is to be answered has in it what was, and whoever looks for meetings to add a reminder to adds a second one. Whether a property is there, it tells right. The server is called without
# a network.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check Radicale==3.9.0 vobject==0.9.9
venv/bin/python - > seen 2> said <<'PYTHON'
import io
import re
from wsgiref.util import setup_testing_defaults

from radicale import config
from radicale.app import Application

settings = config.load()
settings.update({"storage": {"filesystem_folder": "kept"}, "auth": {"type": "none"}}, "test", privileged=True)
server = Application(settings)


def ask(method, path, body="", kind="text/calendar"):
    asked = {"REQUEST_METHOD": method, "PATH_INFO": path, "SCRIPT_NAME": "", "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body.encode())}
    asked |= {"HTTP_DEPTH": "1", "HTTP_AUTHORIZATION": "Basic YW5uOmFubg=="}  # ann
    setup_testing_defaults(asked)
    return b"".join(server(asked, lambda status, headers: None)).decode()


EVENTS = {
    "asked": ["ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ann@client.example", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:cid@us.example"],
    "accepted": ["ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@client.example", "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:cid@us.example"],
    "meeting": [],
    "reminded": ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Call", "TRIGGER:-PT15M", "END:VALARM"],
}
ask("MKCALENDAR", "/ann/deals/")
for uid, lines in EVENTS.items():
    organizer = ["ORGANIZER:mailto:bob@us.example"] if lines and "ATTENDEE" in lines[0] else []
    event = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", "DTSTART:20260305T090000Z", "SUMMARY:Call", *organizer, *lines, "END:VEVENT"]
    ask("PUT", f"/ann/deals/{uid}.ics", "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", *event, "END:VCALENDAR", ""]))

match = '<C:text-match collation="i;ascii-casemap">{}</C:text-match>'.format
answer = f'<C:param-filter name="PARTSTAT">{match("NEEDS-ACTION")}</C:param-filter>'
FILTERS = {
    "all": "",
    "Ann has yet to answer": f'<C:prop-filter name="ATTENDEE">{match("mailto:ann@client.example")}{answer}</C:prop-filter>',
    "nobody is invited": '<C:prop-filter name="ATTENDEE"><C:is-not-defined/></C:prop-filter>',
    "with a reminder": '<C:comp-filter name="VALARM"/>',
    "with a reminder that is shown": f'<C:comp-filter name="VALARM"><C:prop-filter name="ACTION">{match("DISPLAY")}</C:prop-filter></C:comp-filter>',
    "without a reminder": '<C:comp-filter name="VALARM"><C:is-not-defined/></C:comp-filter>',
    "to remind at a quarter to nine": '<C:comp-filter name="VALARM"><C:time-range start="20260305T084000Z" end="20260305T085000Z"/></C:comp-filter>',
}
for name, wanted in FILTERS.items():
    query = f'<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">{wanted}</C:comp-filter></C:comp-filter></C:filter>'
    answer = ask("REPORT", "/ann/deals/", f'<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/></D:prop>{query}</C:calendar-query>', "application/xml")
    print(f"{name}:", *sorted(re.findall(r"/(\w+)\.ics", answer)))
PYTHON
diff seen - <<'EXPECTED'
all: accepted asked meeting reminded
Ann has yet to answer: accepted asked
nobody is invited: meeting reminded
with a reminder:
with a reminder that is shown:
without a reminder: accepted asked meeting reminded
to remind at a quarter to nine: reminded
EXPECTED
echo "as seen: Radicale 3.9.0 finds no event with a reminder, and what was answered among what was not"
