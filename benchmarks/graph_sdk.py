"""Microsoft's own client for Graph reads a folder with its typed models: a side of `benchmarks.graph`.

Runs in the environment of `make interop`, which has nothing of ours: `python graph_sdk.py PLACE ADDRESS SIZE SELECT
EXPAND`. Prints one JSON object: items, CPU seconds.
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import sys
from typing import Any

import httpx
from kiota_abstractions.authentication import (
    AccessTokenProvider,
    AllowedHostsValidator,
    BaseBearerTokenAuthenticationProvider,
)
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.headers_collection import HeadersCollection
from msgraph import GraphServiceClient
from msgraph.generated.users.item.mail_folders.item.messages.delta.delta_request_builder import DeltaRequestBuilder
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph_core import GraphClientFactory


class Given(AccessTokenProvider):
    async def get_authorization_token(self, uri: str, additional_authentication_context: Any = None) -> str:
        return "token"

    def get_allowed_hosts_validator(self) -> AllowedHostsValidator:
        return AllowedHostsValidator([])


def cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system


def asking(size: str, parameters: Any = None) -> RequestConfiguration[Any]:
    headers = HeadersCollection()
    for one in ('IdType="ImmutableId"', 'outlook.body-content-type="text"', f"odata.maxpagesize={size}"):
        headers.add("Prefer", one)
    return RequestConfiguration(headers=headers, query_parameters=parameters)


async def main(place: dict[str, str], address: str, size: str, select: str, expand: str) -> None:
    context = ssl.create_default_context(cafile=place["ca_file"])
    plain = httpx.AsyncClient(trust_env=False, timeout=60, verify=context)
    http = GraphClientFactory.create_with_default_middleware(client=plain, host=place["endpoint"])
    adapter = GraphRequestAdapter(BaseBearerTokenAuthenticationProvider(Given()), http)
    adapter.base_url = place["endpoint"]
    user = GraphServiceClient(request_adapter=adapter).users.by_user_id(address)
    delta = user.mail_folders.by_mail_folder_id("inbox").messages.delta
    query = DeltaRequestBuilder.DeltaRequestBuilderGetQueryParameters(select=select.split(","), expand=[expand])
    started = cpu_seconds()
    page = await delta.get(asking(size, query))
    items = len(page.value)
    while page.odata_next_link:
        page = await delta.with_url(page.odata_next_link).get(asking(size))
        items += len(page.value)
    print(json.dumps({"items": items, "cpu": cpu_seconds() - started}))


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1]), *sys.argv[2:6]))
