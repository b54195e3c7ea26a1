"""Reads a mailbox with Microsoft's own client and its typed models, in an environment of its own, and says what it saw.

Run as `python reader.py URL TOKEN ADDRESS`: one JSON object on standard output, by name of what was read.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

import httpx
from kiota_abstractions.authentication import (
    AccessTokenProvider,
    AllowedHostsValidator,
    BaseBearerTokenAuthenticationProvider,
)
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.headers_collection import HeadersCollection
from kiota_abstractions.request_adapter import RequestAdapter
from msgraph import GraphServiceClient
from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone
from msgraph.generated.models.event import Event
from msgraph.generated.models.exchange_id_format import ExchangeIdFormat
from msgraph.generated.models.followup_flag import FollowupFlag
from msgraph.generated.models.followup_flag_status import FollowupFlagStatus
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.linked_resource import LinkedResource
from msgraph.generated.models.message import Message
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.outlook_category import OutlookCategory
from msgraph.generated.models.single_value_legacy_extended_property import SingleValueLegacyExtendedProperty
from msgraph.generated.models.todo_task import TodoTask
from msgraph.generated.users.item.messages.item.move.move_post_request_body import MovePostRequestBody
from msgraph.generated.users.item.translate_exchange_ids.translate_exchange_ids_post_request_body import (
    TranslateExchangeIdsPostRequestBody,
)
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph_core import GraphClientFactory
from msgraph_core.requests.batch_request_builder import BatchRequestBuilder
from msgraph_core.requests.batch_request_content import BatchRequestContent

PROPERTY = "String {00020329-0000-0000-c000-000000000046} Name dealtrail"
IMMUTABLE = 'IdType="ImmutableId"'


class Given(AccessTokenProvider):
    def __init__(self, token: str) -> None:
        self._token = token

    async def get_authorization_token(self, uri: str, additional_authentication_context: Any = None) -> str:
        return self._token

    def get_allowed_hosts_validator(self) -> AllowedHostsValidator:
        return AllowedHostsValidator([])


def shown(value: Any) -> Any:
    """A model as JSON: what it has, with the name of its class."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return value.decode("ascii", "replace")
    if isinstance(value, list):
        return [shown(one) for one in value]
    if isinstance(value, dict):
        return {key: shown(one) for key, one in value.items()}
    if is_dataclass(value):
        found = {
            field.name: shown(getattr(value, field.name)) for field in fields(value) if field.name != "backing_store"
        }
        return {
            "class": type(value).__name__,
            **{name: one for name, one in found.items() if one not in (None, {}, [])},
        }
    return value if isinstance(value, str | int | float | bool | None) else repr(value)


def unknown(value: Any, where: str = "") -> Iterator[str]:
    """What the models have no place for."""
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from unknown(one, f"{where}[{number}]")
    elif isinstance(value, dict):
        for name, one in value.items():
            if name == "additional_data" and isinstance(one, dict):
                yield from (f"{where}.{key}" for key in one if "@" not in key)
            else:
                yield from unknown(one, f"{where}.{name}")


def preferring(*values: str) -> RequestConfiguration[Any]:
    headers = HeadersCollection()
    for value in values:
        headers.add("Prefer", value)
    return RequestConfiguration(headers=headers)


def asking(kind: type, *values: str, **options: Any) -> RequestConfiguration[Any]:
    configuration = preferring(*values)
    configuration.query_parameters = kind(**options)
    return configuration


async def pages(builder: Any, page: Any) -> tuple[list[Any], str]:
    """All that a round or a list holds, and the link at its end."""
    rows = list(page.value or [])
    while page.odata_next_link:
        page = await builder.with_url(page.odata_next_link).get(preferring(IMMUTABLE))
        rows += page.value or []
    return rows, getattr(page, "odata_delta_link", None) or ""


async def read(adapter: RequestAdapter, address: str) -> dict[str, Any]:
    user = GraphServiceClient(request_adapter=adapter).users.by_user_id(address)
    found: dict[str, Any] = {}
    await _folders(user, found)
    await _mail(user, found)
    await _settings(user, found)
    await _calendars(user, found)
    await _tasks(user, found)
    await _batch(adapter, user, found)
    return found


async def _folders(user: Any, found: dict[str, Any]) -> None:
    found["mailFolders"], _ = await pages(user.mail_folders, await user.mail_folders.get())
    inbox = user.mail_folders.by_mail_folder_id("inbox")
    found["inbox"] = await inbox.get()
    found["childFolders"] = (await inbox.child_folders.get()).value
    found["mailFolders/delta"], _ = await pages(user.mail_folders.delta, await user.mail_folders.delta.get())


async def _mail(user: Any, found: dict[str, Any]) -> None:
    from msgraph.generated.users.item.mail_folders.item.messages.delta.delta_request_builder import DeltaRequestBuilder
    from msgraph.generated.users.item.messages.messages_request_builder import MessagesRequestBuilder

    inbox = user.mail_folders.by_mail_folder_id("inbox")
    expand = [f"singleValueExtendedProperties($filter=id eq 'Integer 0x36' or id eq '{PROPERTY}')"]
    wanted = asking(
        DeltaRequestBuilder.DeltaRequestBuilderGetQueryParameters,
        IMMUTABLE,
        "odata.maxpagesize=2",
        select=[
            "subject",
            "internetMessageHeaders",
            "receivedDateTime",
            "flag",
            "from",
            "categories",
            "meetingMessageType",
        ],
        expand=expand,
    )
    found["delta"], link = await pages(inbox.messages.delta, await inbox.messages.delta.get(wanted))
    found["messages"], _ = await pages(user.messages, await user.messages.get())
    wanted = asking(MessagesRequestBuilder.MessagesRequestBuilderGetQueryParameters, filter="isRead eq false", top=1)
    found["unread"], _ = await pages(user.messages, await user.messages.get(wanted))
    flag = FollowupFlag(
        flag_status=FollowupFlagStatus.Flagged,
        start_date_time=DateTimeTimeZone(date_time="2026-12-01T00:00:00", time_zone="UTC"),
        due_date_time=DateTimeTimeZone(date_time="2026-12-01T00:00:00", time_zone="UTC"),
    )
    draft = Message(
        subject="Prepared",
        body=ItemBody(content="Dear Ann"),
        single_value_extended_properties=[SingleValueLegacyExtendedProperty(id=PROPERTY, value="ours")],
    )
    made = found["draft"] = await user.messages.post(draft)
    one = user.messages.by_message_id(made.id)
    found["patched"] = await one.patch(Message(categories=["OPP-1"], flag=flag))
    found["moved"] = await one.move.post(MovePostRequestBody(destination_id="deleteditems"))
    found["gone"] = await refused(one.get())
    for row in found["messages"]:
        if row.has_attachments:
            found["attachments"] = (await user.messages.by_message_id(row.id).attachments.get()).value
            found["mime"] = await user.messages.by_message_id(row.id).content.get()
    first = found["delta"][0].id
    await user.messages.by_message_id(first).patch(Message(categories=["OPP-2"]), preferring(IMMUTABLE))
    found["news"], _ = await pages(
        inbox.messages.delta, await inbox.messages.delta.with_url(link).get(preferring(IMMUTABLE))
    )
    body = TranslateExchangeIdsPostRequestBody(
        input_ids=[first, "nonsense"],
        source_id_type=ExchangeIdFormat.RestImmutableEntryId,
        target_id_type=ExchangeIdFormat.RestId,
    )
    found["translated"] = (await user.translate_exchange_ids.post(body)).value


async def _settings(user: Any, found: dict[str, Any]) -> None:
    found["category"] = await user.outlook.master_categories.post(OutlookCategory(display_name="OPP-1"))
    found["masterCategories"] = (await user.outlook.master_categories.get()).value
    found["mailboxSettings"] = await user.mailbox_settings.get()
    found["supportedTimeZones"] = (await user.outlook.supported_time_zones.get()).value


async def _calendars(user: Any, found: dict[str, Any]) -> None:
    from msgraph.generated.users.item.calendar_view.calendar_view_request_builder import CalendarViewRequestBuilder
    from msgraph.generated.users.item.calendar_view.delta.delta_request_builder import DeltaRequestBuilder as ViewDelta
    from msgraph.generated.users.item.events.delta.delta_request_builder import DeltaRequestBuilder as EventDelta
    from msgraph.generated.users.item.events.item.instances.instances_request_builder import InstancesRequestBuilder

    window = {"start_date_time": "2026-10-01T00:00:00Z", "end_date_time": "2026-11-01T00:00:00Z"}
    found["calendars"] = (await user.calendars.get()).value
    found["events"], _ = await pages(user.events, await user.events.get())
    view = asking(CalendarViewRequestBuilder.CalendarViewRequestBuilderGetQueryParameters, **window)
    found["calendarView"], _ = await pages(user.calendar_view, await user.calendar_view.get(view))
    delta = asking(ViewDelta.DeltaRequestBuilderGetQueryParameters, **window)
    found["calendarView/delta"], _ = await pages(user.calendar_view.delta, await user.calendar_view.delta.get(delta))
    delta = asking(EventDelta.DeltaRequestBuilderGetQueryParameters, start_date_time="2000-01-01T00:00:00Z")
    found["events/delta"], _ = await pages(user.events.delta, await user.events.delta.get(delta))
    for row in found["events"]:
        if row.type and row.type.value == "seriesMaster":
            builder = user.events.by_event_id(row.id).instances
            query = asking(InstancesRequestBuilder.InstancesRequestBuilderGetQueryParameters, **window)
            found["instances"], _ = await pages(builder, await builder.get(query))
    times = [DateTimeTimeZone(date_time=f"2026-10-20T0{hour}:00:00", time_zone="UTC") for hour in (8, 9)]
    made = found["event"] = await user.events.post(Event(subject="Reminder", start=times[0], end=times[1]))
    found["event patched"] = await user.events.by_event_id(made.id).patch(Event(categories=["OPP-1"]))


async def _tasks(user: Any, found: dict[str, Any]) -> None:
    lists = found["lists"] = (await user.todo.lists.get()).value
    tasks = user.todo.lists.by_todo_task_list_id(lists[0].id).tasks
    due = DateTimeTimeZone(date_time="2026-12-01T00:00:00", time_zone="W. Europe Standard Time")
    link = LinkedResource(application_name="dealtrail", external_id="1", display_name="OPP-1")
    made = found["task"] = await tasks.post(TodoTask(title="Call Ann", due_date_time=due, linked_resources=[link]))
    found["tasks"], _ = await pages(tasks, await tasks.get())
    found["linkedResources"] = (await tasks.by_todo_task_id(made.id).linked_resources.get()).value
    found["tasks/delta"], _ = await pages(tasks.delta, await tasks.delta.get())
    found["lists/delta"], _ = await pages(user.todo.lists.delta, await user.todo.lists.delta.get())


async def _batch(adapter: RequestAdapter, user: Any, found: dict[str, Any]) -> None:
    asked = {
        "mail": user.messages.to_get_request_information(preferring(IMMUTABLE)),
        "nobody": user.messages.by_message_id("nobody").to_get_request_information(),
        "category": user.outlook.master_categories.to_post_request_information(OutlookCategory(display_name="OPP-3")),
    }
    content = BatchRequestContent(asked)
    own = dict(zip(asked, content.requests, strict=True))  # it gives them ids of its own
    answer = await BatchRequestBuilder(adapter).post(content)
    statuses = answer.get_response_status_codes()
    # The bodies of the parts it cannot read: it takes texts alone, and Graph sends objects.
    found["batch"] = {name: statuses.get(one) for name, one in own.items()}


async def refused(asked: Any) -> Any:
    """The typed error."""
    try:
        await asked
    except ODataError as error:
        return {"status": error.response_status_code, "code": error.error.code if error.error else None}
    return None


async def main(url: str, token: str, address: str) -> None:
    http = GraphClientFactory.create_with_default_middleware(
        client=httpx.AsyncClient(trust_env=False, timeout=30), host=url
    )
    adapter: RequestAdapter = GraphRequestAdapter(BaseBearerTokenAuthenticationProvider(Given(token)), http)
    adapter.base_url = url
    found = {name: shown(one) for name, one in (await read(adapter, address)).items()}
    json.dump({"read": found, "unknown": sorted(set(unknown(found)))}, sys.stdout)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
