#!/usr/bin/env bash
# msgraph-sdk 1.65.0: to take a task's due day away, Graph wants "dueDateTime": null in the PATCH, and one expects that of
# `task.due_date_time = None`. Seen: None is sent, but by Python's name, "due_date_time": null, which no resource of Graph has; of a task that
# was read, the right name is gone from the request, so that the day stays. Names of one word ("flag", "subject") are the same in both, so
# that a test with one of them passes. None given to the constructor is not sent at all. `additional_data = {"dueDateTime": None}` sends
# what was meant.
#
# Nothing is sent here: the requests are made by the library and their bodies are printed.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  msgraph-sdk==1.65.0 msgraph-core==1.5.2 microsoft-kiota-abstractions==1.16.0 microsoft-kiota-serialization-json==1.16.0
venv/bin/python - > seen <<'PYTHON'
import json

from kiota_abstractions.authentication import AnonymousAuthenticationProvider
from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.models.message import Message
from msgraph.generated.models.todo_task import TodoTask

client = GraphServiceClient(request_adapter=GraphRequestAdapter(AnonymousAuthenticationProvider()))
user = client.users.by_user_id("ann@example.com")
task_of = user.todo.lists.by_todo_task_list_id("LIST").tasks.by_todo_task_id("ID")
message_of = user.messages.by_message_id("ID")


def sent(request, changed):
    return json.loads(request.to_patch_request_information(changed).content)


due = {"dateTime": "2026-03-05T00:00:00.0000000", "timeZone": "UTC"}
answer = json.dumps({"id": "ID", "dueDateTime": due, "title": "Call"}).encode()
read = JsonParseNodeFactory().get_root_parse_node("application/json", answer).get_object_value(TodoTask)
read.due_date_time = None
print("read, then cleared:", sent(task_of, read))

print("given None:", sent(task_of, TodoTask(due_date_time=None, title="Call")))

task = TodoTask()
task.due_date_time = None
print("assigned None:", sent(task_of, task))

task = TodoTask()
task.additional_data = {"dueDateTime": None}
print("as additional data:", sent(task_of, task))

message = Message()
message.flag, message.reply_to, message.subject = None, None, None
print("a message's fields:", sent(message_of, message))
PYTHON
diff seen - <<'EXPECTED'
read, then cleared: {'due_date_time': None, 'id': 'ID', 'title': 'Call'}
given None: {'title': 'Call'}
assigned None: {'due_date_time': None}
as additional data: {'dueDateTime': None}
a message's fields: {'flag': None, 'reply_to': None, 'subject': None, '@odata.type': '#microsoft.graph.message'}
EXPECTED
echo "as seen: msgraph-sdk 1.65.0 clears a field by its name in Python, not by the name that Graph knows"
