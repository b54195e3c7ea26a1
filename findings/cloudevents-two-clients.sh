#!/usr/bin/env bash
# CloudEvents is a form for what programs tell each other by webhook: attributes such as subject are headers, and what happened is the body (binary mode), or all is one JSON (structured). Its project has
# a library for each language, among them cloudevents 2.2.0 for Python and 10.0.0 for JavaScript. In headers all but printable ASCII is percent-encoded, and so are blanks and "%" (HTTP binding
# 1.0.2, 3.1.3.2); a boolean is "true" or "false" (CloudEvents 1.0.2, type system). One expects what the one sends to be what the other has. Seen:
# - JavaScript neither encodes nor decodes: Python's "Müller & Söhne" is M%C3%BCller%20&%20S%C3%B6hne there, and of JavaScript's source, a URI as the standard wants it, Python decodes
#   what was never encoded for it, so that what it has is none, and no other event's source is equal to it;
# - Python writes an attribute that is true as "True";
# - in binary mode Python makes JSON of objects alone, which are what its types name: a list of deals goes out as ['Fence'], in Python's own form, under application/json, while structured
#   it goes well;
# - structured, JavaScript has undefined for any data that counts as false: 0, false, and "". In binary mode they are there.
# That headers are not encoded is known to the specification's authors of two other libraries.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund cloudevents@10.0.0
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check cloudevents==2.2.0
cat > told.py <<'PYTHON'
import json
import sys

from cloudevents.core.bindings.http import HTTPMessage, from_binary, to_binary, to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent


def event(data, **more):
    about = {"id": "1", "source": "/deals", "type": "deal.won", "specversion": "1.0", "datacontenttype": "application/json"}
    return CloudEvent(attributes=about | more, data=data)


if sys.argv[1] == "send":
    won = event({"deal": "Fence"}, subject="Müller & Söhne", rush=True)
    sent = [to_binary(won, JSONFormat())] + [to_binary(event(data), JSONFormat()) for data in [["Fence"]]]
    sent += [to_structured(event(data), JSONFormat()) for data in (["Fence"], 0, False, "")]
    print(json.dumps([{"headers": dict(one.headers), "body": one.body.decode()} for one in sent]))
else:
    sent = json.load(sys.stdin)
    print("JavaScript's for Python:", from_binary(HTTPMessage(sent["headers"], sent["body"].encode()), JSONFormat()).get_source())
PYTHON
cat > told.cjs <<'NODE'
const { CloudEvent, HTTP } = require("cloudevents");

if (process.argv[2] === "send") {
  const { headers, body } = HTTP.binary(new CloudEvent({ id: "1", source: "https://crm.example/deals/M%C3%BCller", type: "deal.won", data: { deal: "Fence" } }));
  console.log(JSON.stringify({ headers, body }));
} else {
  for (const sent of JSON.parse(require("node:fs").readFileSync(0, "utf8"))) {
    const mode = sent.headers["content-type"].includes("cloudevents") ? "one JSON" : `binary ${sent.body}`;
    try {
      const { subject, rush, data } = HTTP.toEvent(sent);
      console.log(`Python's for JavaScript, ${mode}:`, JSON.stringify({ subject, rush }), data);
    } catch (error) {
      console.log(`Python's for JavaScript, ${mode}:`, error.name);
    }
  }
  const about = { id: "1", source: "/deals", type: "deal.won", datacontenttype: "application/json" };
  console.log("JavaScript's for JavaScript, binary:", ...[0, false, ""].map((data) => JSON.stringify(HTTP.toEvent(HTTP.binary(new CloudEvent({ ...about, data }))).data)));
}
NODE
{
  venv/bin/python told.py send | node told.cjs read
  node told.cjs send | venv/bin/python told.py read
} > seen
diff seen - <<'EXPECTED'
Python's for JavaScript, binary {"deal": "Fence"}: {"subject":"M%C3%BCller%20&%20S%C3%B6hne","rush":"True"} { deal: 'Fence' }
Python's for JavaScript, binary ['Fence']: SyntaxError
Python's for JavaScript, one JSON: {} [ 'Fence' ]
Python's for JavaScript, one JSON: {} undefined
Python's for JavaScript, one JSON: {} undefined
Python's for JavaScript, one JSON: {} undefined
JavaScript's for JavaScript, binary: 0 false ""
JavaScript's for Python: https://crm.example/deals/Müller
EXPECTED
echo "as seen: what one library of CloudEvents says, the other does not hear"
