#!/usr/bin/env bash
# microsoft-kiota-serialization-json 1.16.0, which writes and reads the JSON of msgraph-sdk: Graph's Edm.Duration is ISO 8601's "PT30M". Given
# a timedelta, as the models ask for, one expects that to be written. Seen: str() of it, "0:30:00", and from a day on "1 day, 0:00:00",
# which the same package does not read back. Reading, a month is 30 days, and a negative duration, which Edm allows (OData 4.01, ABNF:
# durationValue), is None without a word. A duration given as text passes as it is.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  microsoft-kiota-serialization-json==1.16.0 microsoft-kiota-abstractions==1.16.0
venv/bin/python - > seen <<'PYTHON'
from datetime import timedelta

from kiota_serialization_json.json_parse_node import JsonParseNode
from kiota_serialization_json.json_serialization_writer import JsonSerializationWriter

for length in (timedelta(minutes=30), timedelta(days=1), timedelta(days=2, hours=1), "PT30M"):
    writer = JsonSerializationWriter()
    writer.write_timedelta_value("meetingDuration", length)
    written = writer.writer["meetingDuration"]
    print(repr(length), "is written", repr(written), "and read back", repr(JsonParseNode(written).get_timedelta_value()))
for told in ("PT15M", "-PT15M", "P1M"):
    print(repr(told), "is read", repr(JsonParseNode(told).get_timedelta_value()))
PYTHON
diff seen - <<'EXPECTED'
datetime.timedelta(seconds=1800) is written '0:30:00' and read back datetime.timedelta(seconds=1800)
datetime.timedelta(days=1) is written '1 day, 0:00:00' and read back None
datetime.timedelta(days=2, seconds=3600) is written '2 days, 1:00:00' and read back None
'PT30M' is written 'PT30M' and read back datetime.timedelta(seconds=1800)
'PT15M' is read datetime.timedelta(seconds=900)
'-PT15M' is read None
'P1M' is read datetime.timedelta(days=30)
EXPECTED
echo "as seen: kiota's JSON 1.16.0 writes durations as Python prints them"
