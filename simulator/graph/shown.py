"""One thing as an answer, with what the query selects of it."""

from __future__ import annotations

from simulator.graph.call import GraphCall, Json, Reply
from simulator.graph.errors import bad_request
from simulator.graph.options import Options

_OF_ALL = {"id", "*", "extensions", "singlevalueextendedproperties", "multivalueextendedproperties"}
_OUTLOOK = "categories changeKey createdDateTime lastModifiedDateTime"
_NAMES = {
    "calendar": "allowedOnlineMeetingProviders canEdit canShare canViewPrivateItems changeKey color"
    " defaultOnlineMeetingProvider hexColor isDefaultCalendar isRemovable isTallyingResponses name owner"
    " calendarPermissions calendarView events",
    "event": f"{_OUTLOOK} allowNewTimeProposals attendees body bodyPreview cancelledOccurrences end hasAttachments"
    " hideAttendees iCalUId importance isAllDay isCancelled isDraft isOnlineMeeting isOrganizer isReminderOn location"
    " locations onlineMeeting onlineMeetingProvider onlineMeetingUrl organizer originalEndTimeZone originalStart"
    " originalStartTimeZone recurrence reminderMinutesBeforeStart responseRequested responseStatus sensitivity"
    " seriesMasterId showAs start subject transactionId type webLink attachments calendar exceptionOccurrences"
    " instances",
    "todoTaskList": "displayName isOwner isShared wellknownListName tasks",
    "todoTask": "body bodyLastModifiedDateTime categories completedDateTime createdDateTime dueDateTime hasAttachments"
    " importance isReminderOn lastModifiedDateTime recurrence reminderDateTime startDateTime status title attachments"
    " attachmentSessions checklistItems linkedResources",
    "checklistItem": "checkedDateTime createdDateTime displayName isChecked",
    "linkedResource": "applicationName displayName externalId webUrl",
    "attachment": "contentType isInline lastModifiedDateTime name size contentBytes contentId contentLocation",
}
_KNOWN = {kind: {name.lower() for name in names.split()} | _OF_ALL for kind, names in _NAMES.items()}


def selected(entity: Json, kind: str, options: Options) -> Json:
    """What $select leaves of it; what is expanded stays. Raises GraphError for a property that such a thing has not."""
    if not options.select:
        return entity
    wanted = {name.lower() for name in options.select}
    for name in options.select:
        if name.lower() not in _KNOWN[kind]:
            raise bad_request(
                "Parsing OData Select and Expand failed: Could not find a property named "
                f"'{name}' on type 'microsoft.graph.{kind}'."
            )
    if "*" in wanted:
        return entity
    wanted |= {"id", *(one.name for one in options.expand)}
    return {name: value for name, value in entity.items() if name[0] == "@" or name.lower() in wanted}


def alone(call: GraphCall, entity: Json, kind: str, place: str, *, status: int = 200) -> Reply:
    """One thing; `place` is where it belongs to: "events"."""
    context = {"@odata.context": call.context(f"{place_of(call, place)}/$entity")}
    return Reply(context | selected(entity, kind, call.options), kind, status)


def place_of(call: GraphCall, place: str) -> str:
    return f"users('{call.mailbox.address}')/{place}"
