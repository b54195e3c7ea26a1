"""To Do's lists and tasks by path."""

from __future__ import annotations

from simulator.graph.calendars.handlers import view_of
from simulator.graph.call import GraphCall, Json, Reply, no_content
from simulator.graph.comparing import compared_delta
from simulator.graph.errors import GraphError
from simulator.graph.ids import find, rest
from simulator.graph.listing import listed
from simulator.graph.options import Options
from simulator.graph.registry import handles
from simulator.graph.rounds import Versions
from simulator.graph.shown import alone, place_of, selected
from simulator.graph.todo.lists import (
    delete_list,
    flagged_id,
    flagged_in,
    flagged_list,
    list_of,
    lists,
    make_list,
    rename_list,
    tasks_in,
)
from simulator.graph.todo.parts import LINKS, STEPS, Part, Parts, link_of, step_of
from simulator.graph.todo.tasks import change_task, create_task, flagged_of, task_of
from simulator.mailboxes.items import Folder, Item

_LIST = "todo/lists/{id}"
_TASK = f"{_LIST}/tasks/{{id}}"


# --- lists ---


@handles("GET", "todo/lists")
def list_lists(call: GraphCall) -> Reply:
    return listed(
        call,
        _all_lists(call),
        lambda one: selected(one, "todoTaskList", call.options),
        kind="todoTaskList",
        context=place_of(call, "todo/lists"),
        default_page=100,
    )


@handles("POST", "todo/lists")
def post_list(call: GraphCall) -> Reply:
    folder = make_list(call.mailbox, str(call.given("todoTaskList").get("displayName") or ""))
    return alone(call, list_of(folder), "todoTaskList", "todo/lists", status=201)


@handles("GET", _LIST)
def get_list(call: GraphCall) -> Reply:
    folder = _list(call)
    return alone(call, flagged_list(call.mailbox) if folder is None else list_of(folder), "todoTaskList", "todo/lists")


@handles("PATCH", _LIST)
def patch_list(call: GraphCall) -> Reply:
    folder = _own_list(call)
    rename_list(call.mailbox, folder, str(call.given("todoTaskList").get("displayName") or ""))
    return alone(call, list_of(folder), "todoTaskList", "todo/lists")


@handles("DELETE", _LIST)
def remove_list(call: GraphCall) -> Reply:
    delete_list(call.mailbox, _own_list(call))
    return no_content()


@handles("GET", "todo/lists/delta")
def delta_of_lists(call: GraphCall) -> Reply:
    def render(own: str, options: Options) -> Json | None:
        found = next((one for one in _all_lists(call) if one["id"] == own), None)
        return None if found is None else selected(found, "todoTaskList", options)

    return compared_delta(
        call,
        "lists",
        lambda: {one["id"]: (one["id"], one["displayName"]) for one in _all_lists(call)},
        render,
        kind="todoTaskList",
        context=place_of(call, "todo/lists"),
    )


# --- tasks ---


@handles("GET", f"{_LIST}/tasks")
def list_tasks(call: GraphCall) -> Reply:
    folder = _list(call)
    _check_expansion(call)
    found = flagged_in(call.mailbox) if folder is None else tasks_in(folder)
    newest_first = sorted(found, key=lambda item: item.entered, reverse=True)
    return listed(
        call,
        newest_first,
        lambda item: selected(_entity(call, item, call.options), "todoTask", call.options),
        kind="todoTask",
        context=place_of(call, _place(call)),
    )


@handles("POST", f"{_LIST}/tasks")
def post_task(call: GraphCall) -> Reply:
    folder = _own_list(call)
    item = create_task(call.mailbox, call.given("todoTask"), call.now)
    call.mailbox.add(item, folder)
    entity = _entity(call, item, call.options)
    if item.linked:
        entity["linkedResources"] = [link_of(one) for one in item.linked]
    return alone(call, entity, "todoTask", _place(call), status=201)


@handles("GET", _TASK)
def get_task(call: GraphCall) -> Reply:
    _check_expansion(call)
    return alone(call, _entity(call, _task(call), call.options), "todoTask", _place(call))


@handles("PATCH", _TASK)
def patch_task(call: GraphCall) -> Reply:
    _own_list(call)
    told = change_task(call.mailbox, _task(call), call.given("todoTask"), call.now)
    return alone(call, _entity(call, told, call.options), "todoTask", _place(call))


@handles("DELETE", _TASK)
def delete_task(call: GraphCall) -> Reply:
    """Into Deleted Items."""
    _own_list(call)
    call.mailbox.move(_task(call), call.mailbox.folder("deleteditems"))
    return no_content()


@handles("GET", f"{_LIST}/tasks/delta")
def delta_of_tasks(call: GraphCall) -> Reply:
    folder = _list(call)
    _check_expansion(call)

    def present() -> Versions:
        found = flagged_in(call.mailbox) if folder is None else tasks_in(folder)
        return {rest(item.id): (item.id, item.change_key) for item in found}

    def render(own: str, options: Options) -> Json | None:
        item = find(call.mailbox, own)
        return None if item is None else selected(_entity(call, item, options), "todoTask", options)

    return compared_delta(
        call,
        f"tasks/{call.ids[0]}",
        present,
        render,
        kind="todoTask",
        context=place_of(call, _place(call)),
    )


# --- what a task has: its links and steps ---


def serve(parts: Parts) -> None:
    """Let those of every task be listed, and each made, read, changed and taken away."""
    path = f"{_TASK}/{parts.place.lower()}"

    def place(call: GraphCall) -> str:
        return f"{_place(call)}/{parts.place}"

    def one(call: GraphCall, part: Part, status: int = 200) -> Reply:
        return alone(call, parts.shown(part), parts.kind, place(call), status=status)

    @handles("GET", path)
    def list_them(call: GraphCall) -> Reply:
        return listed(
            call,
            parts.of(_task(call)),
            lambda part: selected(parts.shown(part), parts.kind, call.options),
            kind=parts.kind,
            context=place_of(call, place(call)),
        )

    @handles("POST", path)
    def post(call: GraphCall) -> Reply:
        item, part = _task(call), parts.new(call.given(parts.kind), call.now)
        parts.of(item).append(part)
        call.mailbox.touch(item)
        return one(call, part, 201)

    @handles("GET", f"{path}/{{id}}")
    def get(call: GraphCall) -> Reply:
        return one(call, _own(call, parts.of(_task(call))))

    @handles("PATCH", f"{path}/{{id}}")
    def patch(call: GraphCall) -> Reply:
        item = _task(call)
        part = _own(call, parts.of(item))
        parts.change(part, call.given(parts.kind), call.now)
        call.mailbox.touch(item)
        return one(call, part)

    @handles("DELETE", f"{path}/{{id}}")
    def delete(call: GraphCall) -> Reply:
        item = _task(call)
        parts.of(item).remove(_own(call, parts.of(item)))
        call.mailbox.touch(item)
        return no_content()


serve(LINKS)
serve(STEPS)


# --- what calls have in common ---


def _place(call: GraphCall) -> str:
    return f"todo/lists('{call.ids[0]}')/tasks"


def _all_lists(call: GraphCall) -> list[Json]:
    default, *others = [list_of(folder) for folder in lists(call.mailbox)]
    return [default, flagged_list(call.mailbox), *others]


def _list(call: GraphCall) -> Folder | None:
    """The list that the path names; None for that of flagged mails. Raises GraphError."""
    if call.ids[0] == flagged_id(call.mailbox):
        return None
    folder = call.folder(call.ids[0], missing="ErrorItemNotFound")
    if folder not in lists(call.mailbox):
        raise _not_found()
    return folder


def _own_list(call: GraphCall) -> Folder:
    """The same of a list that can be written to."""
    folder = _list(call)
    if folder is None:
        raise GraphError(400, "invalidRequest", "Invalid request")
    return folder


def _task(call: GraphCall) -> Item:
    folder = _list(call)
    if folder is None:
        item = call.item(call.ids[1])
        if item not in flagged_in(call.mailbox):
            raise _not_found()
        return item
    item = call.item(call.ids[1], "Task")
    if item.folder is not folder:
        raise _not_found()
    return item


def _own(call: GraphCall, things: list[Part]) -> Part:
    """That which the path names of what a task has."""
    found = next((one for one in things if one["id"] == call.ids[2]), None)
    if found is None:
        raise _not_found()
    return found


def _entity(call: GraphCall, item: Item, options: Options) -> Json:
    make = task_of if item.tag == "Task" else flagged_of
    entity = make(call.mailbox, item, view_of(call, changing_ids=True))
    if call.quirks.adds:
        entity |= {"importance": "urgent", "assignees": [{"id": "7"}]}
    if options.expansion("linkedResources") is not None:
        entity["linkedResources"] = [link_of(one) for one in item.linked]
    if options.expansion("checklistItems") is not None:
        entity["checklistItems"] = [step_of(one) for one in item.steps]
    return entity


def _check_expansion(call: GraphCall) -> None:
    if call.quirks.expands_no_tasks and call.options.expand:
        raise GraphError(400, "RequestBroker--ParseUri", "The query specified in the URI is not valid.")


def _not_found() -> GraphError:
    return GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.")
