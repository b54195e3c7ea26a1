#!/usr/bin/env bash
# standardwebhooks 1.1.0, and svix 2.9.1 in the same way, sign what a CRM tells others by webhook. The signature holds the moment of sending, which goes with it in a header as
# the seconds since 1970. sign() takes that moment as a datetime; one expects any that knows its zone to count as the moment that it is. Seen: the zone is put
# away, and the time on the wall is signed as if it were UTC. Whoever takes datetime.now() in his own zone signs another moment than he tells in the header, the
# receiver's verify() finds no matching signature, and the change of the deal never arrives. In UTC all is right, and in London for five months of the year.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check standardwebhooks==1.1.0 svix==2.9.1 tzdata==2026.6
venv/bin/python -W ignore - > seen <<'PYTHON'
from base64 import b64encode
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import standardwebhooks
import svix.webhooks

SECRET = "whsec_" + b64encode(bytes(24)).decode()
SENT = '{"deal": 7, "stage": "won"}'
now = datetime.now(UTC)
for library, prefix in ((standardwebhooks, "webhook"), (svix.webhooks, "svix")):
    webhook = library.Webhook(SECRET)
    for zone in ("UTC", "Asia/Tokyo", "America/Bogota"):
        moment = now.astimezone(ZoneInfo(zone))
        headers = {f"{prefix}-id": "msg_1", f"{prefix}-timestamp": str(int(moment.timestamp())), f"{prefix}-signature": webhook.sign("msg_1", moment, SENT)}
        try:
            webhook.verify(SENT, headers)
            found = "arrives"
        except library.WebhookVerificationError as problem:
            found = str(problem)
        print(f"{library.__name__}: signed by a clock of {zone}: {found}")
PYTHON
diff seen - <<'EXPECTED'
standardwebhooks: signed by a clock of UTC: arrives
standardwebhooks: signed by a clock of Asia/Tokyo: No matching signature found
standardwebhooks: signed by a clock of America/Bogota: No matching signature found
svix.webhooks: signed by a clock of UTC: arrives
svix.webhooks: signed by a clock of Asia/Tokyo: No matching signature found
svix.webhooks: signed by a clock of America/Bogota: No matching signature found
EXPECTED
echo "as seen: standardwebhooks 1.1.0 signs the time on the wall, and the same moment is refused"
