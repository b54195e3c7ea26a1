#!/usr/bin/env bash
# exchangelib 5.6.0: a pull subscription of Exchange can be taken up where an earlier one ended, by handing its last watermark to
# `subscribe_to_pull(watermark=...)`. One expects the request to be the same with a Watermark in it. Seen: Watermark is written into the
# namespace of messages, where the schema (types.xsd, BasePullSubscription) has it in that of types, as its neighbours are. A server
# that checks its requests refuses this one; without a watermark all is right, so that it shows only when a connection was lost.
# Nothing is sent here: the request is made by the library and printed.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check exchangelib==5.6.0
venv/bin/python - > seen <<'PYTHON'
from types import SimpleNamespace

from exchangelib.folders import FolderId
from exchangelib.services import SubscribeToPull
from exchangelib.version import EXCHANGE_2016, Version

account = SimpleNamespace(version=Version(EXCHANGE_2016))


class Shown(SubscribeToPull):
    def __init__(self, account):
        self.account = account


for watermark in (None, "AQAAAA=="):
    asked = {"folders": [FolderId(id="ID")], "event_types": ["CreatedEvent"], "timeout": 10}
    print("anew" if watermark is None else "from a watermark")
    for element in Shown(account).get_payload(**asked, watermark=watermark).find(".//{*}PullSubscriptionRequest"):
        print("  ", element.tag.rpartition("/")[2].replace("}", " "))
PYTHON
diff seen - <<'EXPECTED'
anew
   types FolderIds
   types EventTypes
   types Timeout
from a watermark
   types FolderIds
   types EventTypes
   messages Watermark
   types Timeout
EXPECTED
echo "as seen: exchangelib 5.6.0 asks for a pull subscription's watermark by a name that the schema does not know"
