#!/usr/bin/env bash
# Microsoft Graph may answer a page of a delta query that has no items and a link to the next page all the same: what counts is the link
# (https://learn.microsoft.com/graph/delta-query-overview). One expects the libraries' iterators to follow links until none is left.
# Both msgraph-core 1.5.2 (PageIterator, for msgraph-sdk 1.65.0) and O365 2.1.10 (Pagination) end at the empty page, without a word: the
# rest of the mailbox is never seen. PageIterator also has a `delta_link`, which never is that of the answer, so that a round cannot be
# continued from it: it looks for an attribute by the name that the JSON has, and at the first page only.
#
# Nothing is sent: three pages are handed over as Graph would answer them.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check msgraph-sdk==1.65.0 msgraph-core==1.5.2 o365==2.1.10
venv/bin/python - > seen <<'PYTHON'
import asyncio
import json
from types import SimpleNamespace

from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from msgraph.generated.users.item.mail_folders.item.messages.delta.delta_get_response import DeltaGetResponse
from msgraph_core.tasks.page_iterator import PageIterator
from O365.connection import MSGraphProtocol
from O365.utils import Pagination


def page(ids, **links):
    return {"value": [{"id": one} for one in ids]} | {f"@odata.{name}": link for name, link in links.items()}


def typed(answer):
    node = JsonParseNodeFactory().get_root_parse_node("application/json", json.dumps(answer).encode())
    return node.get_object_value(DeltaGetResponse)


FIRST = page("ab", nextLink="https://graph.example/2")
LAST = page("de", deltaLink="https://graph.example/delta")


async def by_msgraph(pages):
    async def send_async(request, kind, errors):
        return typed(pages[request.url])

    seen, pages_of = [], PageIterator(typed(FIRST), SimpleNamespace(send_async=send_async))
    await pages_of.iterate(lambda message: seen.append(message.id) or True)
    return seen, pages_of.delta_link


def by_o365(pages):
    protocol = MSGraphProtocol()
    connection = SimpleNamespace(get=lambda url: SimpleNamespace(json=lambda: pages[url]))
    parent = SimpleNamespace(protocol=protocol, con=connection, main_resource="")
    return [one["id"] for one in Pagination(parent=parent, data=FIRST["value"], next_link=FIRST["@odata.nextLink"])]


for middle in ("c", ""):
    pages = {"https://graph.example/2": page(middle, nextLink="https://graph.example/3"), "https://graph.example/3": LAST}
    print("an item on the second page:" if middle else "no item on the second page:")
    found, link = asyncio.run(by_msgraph(pages))
    print("  msgraph-core", *found, "delta link:", repr(link))
    print("  O365        ", *by_o365(pages))
print("of the last page alone:", repr(PageIterator(typed(LAST), None).delta_link), "for", typed(LAST).odata_delta_link)
PYTHON
diff seen - <<'EXPECTED'
an item on the second page:
  msgraph-core a b c d e delta link: ''
  O365         a b c d e
no item on the second page:
  msgraph-core a b delta link: ''
  O365         a b
of the last page alone: '' for https://graph.example/delta
EXPECTED
echo "as seen: msgraph-core 1.5.2 and O365 2.1.10 end at a page without items, though it leads to the next"
