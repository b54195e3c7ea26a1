#!/usr/bin/env bash
# msgraph-core 1.5.2: several requests in one (JSON batching of Microsoft Graph). One names the parts, `BatchRequestContent({"mail": request})`,
# and expects to find the answers by those names and to read their bodies. Seen:
# - the module needs the package "deprecated", which msgraph-core does not ask for;
# - the names are thrown away, and ids made by chance are sent instead, so that get_response_by_id("mail") is None;
# - a body can only be a text, where Graph sends JSON: it is None, and with a type given, the library says that it cannot be read.
# The status is all that can be known of a part.
#
# Nothing is sent: the request's content is printed, and an answer as Graph gives it is read.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  msgraph-sdk==1.65.0 msgraph-core==1.5.2 microsoft-kiota-abstractions==1.16.0 microsoft-kiota-serialization-json==1.16.0
cat > needs.py <<'PYTHON'
try:
    import msgraph_core.requests.batch_request_builder
except ModuleNotFoundError as error:
    print(error)
PYTHON
venv/bin/python needs.py > seen
venv/bin/python -m pip install --quiet --disable-pip-version-check deprecated==1.3.1
venv/bin/python -W ignore - >> seen <<'PYTHON'
import json

from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation
from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from msgraph.generated.models.message import Message
from msgraph_core.requests.batch_request_content import BatchRequestContent
from msgraph_core.requests.batch_response_content import BatchResponseContent

request = RequestInformation()
request.http_method = Method.GET
request.url = "https://graph.microsoft.com/v1.0/me/messages/ID"
content = BatchRequestContent({"mail": request})
print("asked for by its name:", [part.id == "mail" for part in content.requests.values()])

answer = {"responses": [{"id": "mail", "status": 200, "headers": {"Content-Type": "application/json"}, "body": {"id": "ID", "subject": "Offer"}}]}
node = JsonParseNodeFactory().get_root_parse_node("application/json", json.dumps(answer).encode())
read = node.get_object_value(BatchResponseContent)
part = read.get_response_by_id("mail")
print("status:", part.status, "body:", part.body)
try:
    print(read.get_response_by_id("mail", Message))
except ValueError as error:
    print(str(error).splitlines()[0])
PYTHON
diff seen - <<'EXPECTED'
No module named 'deprecated'
asked for by its name: [False]
status: 200 body: None
Unable to deserialize batch response for request Id: mail to <class 'msgraph.generated.models.message.Message'>
EXPECTED
echo "as seen: msgraph-core 1.5.2 loses the names of a batch's parts and cannot read their bodies"
