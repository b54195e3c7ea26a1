"""Envelopes, faults and response messages: the frame around every operation."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from simulator.xml import ERRORS, MESSAGES, SOAP, TYPES, S, escape

_VERSION = (
    f'<h:ServerVersionInfo MajorVersion="15" MinorVersion="1" MajorBuildNumber="2507" MinorBuildNumber="6" '
    f'Version="V2017_07_11" xmlns:h="{TYPES}"/>'
)
_VERSION_ONLINE = (
    f'<h:ServerVersionInfo MajorVersion="15" MinorVersion="20" MajorBuildNumber="9412" MinorBuildNumber="15" '
    f'Version="V2018_01_08" xmlns:h="{TYPES}"/>'
)


class EwsError(Exception):
    """One response message says no: a response code as Exchange names it, and its sentence."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text or _TEXTS.get(code, "The request failed.")


class SoapFault(EwsError):
    """The whole request is refused, before any operation."""

    def __init__(self, code: str, text: str = "", *, back_off_ms: int | None = None) -> None:
        super().__init__(code, text)
        self.back_off_ms = back_off_ms


class SchemaFault(SoapFault):
    """The request is not what the protocol says, and where."""

    def __init__(self, violation: str, line: int = 0, column: int = 0) -> None:
        super().__init__("ErrorSchemaValidation", f"The request failed schema validation: {violation}")
        self.violation, self.line, self.column = violation, line, column


_TEXTS = {
    "ErrorAccessDenied": "Access is denied. Check credentials and try again.",
    "ErrorCalendarEndDateIsEarlierThanStartDate": "EndDate is earlier than StartDate",
    "ErrorCalendarDurationIsTooLong": "Duration is too long.",
    "ErrorCalendarFolderIsInvalidForCalendarView": "The folder is not a calendar: it cannot be viewed as one.",
    "ErrorCalendarViewRangeTooBig": "The calendar view covers more than two years.",
    "ErrorCannotCreateCalendarItemInNonCalendarFolder": "Appointments are created in calendar folders only.",
    "ErrorCannotCreateContactInNonContactFolder": "Contacts are created in contacts folders only.",
    "ErrorCannotCreatePostItemInNonMailFolder": "Post items are created in mail folders only.",
    "ErrorCannotCreateTaskInNonTaskFolder": "Tasks are created in task folders only.",
    "ErrorCannotUseFolderIdForItemId": "Id must be an item id: this one is a folder's.",
    "ErrorCannotUseItemIdForFolderId": "Id must be a folder id: this one is an item's.",
    "ErrorChangeKeyRequired": "The required change key is missing.",
    "ErrorChangeKeyRequiredForWriteOperations": "The change key is required for this operation.",
    "ErrorFolderNotFound": "The specified folder could not be found in the store.",
    "ErrorImpersonateUserDenied": "The account does not have permission to impersonate the requested user.",
    "ErrorInvalidChangeKey": "The change key is invalid.",
    "ErrorInvalidIdMalformed": "Id is malformed.",
    "ErrorInvalidSyncStateData": "Synchronization state data is corrupt or otherwise invalid.",
    "ErrorIncorrectUpdatePropertyCount": "An update holds exactly one property.",
    "ErrorObjectTypeChanged": "The object type of the update is another than the item's.",
    "ErrorUpdatePropertyMismatch": "The property does not match its path.",
    "ErrorIrresolvableConflict": "The send or update operation could not be performed because the change key passed "
    "in the request does not match the current change key for the item.",
    "ErrorInvalidServerVersion": "The specified server version is invalid.",
    "ErrorItemNotFound": "The specified object was not found in the store.",
    "ErrorNonExistentMailbox": "The SMTP address has no mailbox associated with it.",
    "ErrorServerBusy": "The server cannot service this request right now. Try again later.",
    "ErrorSyncFolderNotFound": "The specified folder could not be found in the store.",
}


class BadRequest(Exception):
    """The body is not a SOAP envelope with one element in it."""


def open_envelope(body: bytes) -> tuple[etree._Element | None, etree._Element]:
    """The SOAP header, where there is one, and the request element."""
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as problem:
        raise BadRequest(f"the request is not XML: {problem}") from problem
    content = root.find(f"{S}Body")
    if root.tag != f"{S}Envelope" or content is None or len(content) != 1:
        raise BadRequest("the request is not a SOAP envelope with one element in its body")
    return root.find(f"{S}Header"), content[0]


def envelope(content: str, *, is_online: bool = False) -> bytes:
    """The answer as Exchange Server 2016 gives it, or as Exchange Online."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{SOAP}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}">'
        f"<s:Header>{_VERSION_ONLINE if is_online else _VERSION}</s:Header><s:Body>{content}</s:Body></s:Envelope>"
    ).encode()


def fault(error: EwsError) -> bytes:
    """The envelope of a refused request; Exchange sends it with HTTP status 500."""
    more = ""
    if isinstance(error, SoapFault) and error.back_off_ms is not None:
        more = (
            f'<t:MessageXml xmlns:t="{TYPES}"><t:Value Name="BackOffMilliseconds">{error.back_off_ms}</t:Value>'
            "</t:MessageXml>"
        )
    elif isinstance(error, SchemaFault):
        more = (
            f'<t:MessageXml xmlns:t="{TYPES}"><t:LineNumber>{error.line}</t:LineNumber>'
            f"<t:LinePosition>{error.column}</t:LinePosition><t:Violation>{escape(error.violation)}</t:Violation>"
            "</t:MessageXml>"
        )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{SOAP}"><s:Body><s:Fault>'
        f'<faultcode xmlns:a="{TYPES}">a:{error.code}</faultcode><faultstring xml:lang="en-US">{escape(error.text)}'
        f'</faultstring><detail><e:ResponseCode xmlns:e="{ERRORS}">{error.code}</e:ResponseCode>'
        f'<e:Message xmlns:e="{ERRORS}">{escape(error.text)}</e:Message>{more}</detail></s:Fault></s:Body>'
        "</s:Envelope>"
    ).encode()


def response(operation: str, messages: Iterable[str]) -> str:
    joined = "".join(messages)
    return f"<m:{operation}Response><m:ResponseMessages>{joined}</m:ResponseMessages></m:{operation}Response>"


def success(operation: str, content: str = "") -> str:
    return (
        f'<m:{operation}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>'
        f"{content}</m:{operation}ResponseMessage>"
    )


def warning(operation: str, code: str, text: str, content: str) -> str:
    """An answer that the server gives although something is to be said of it."""
    return (
        f'<m:{operation}ResponseMessage ResponseClass="Warning"><m:MessageText>{escape(text)}</m:MessageText>'
        f"<m:ResponseCode>{code}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>"
        f"{content}</m:{operation}ResponseMessage>"
    )


def failure(operation: str, error: EwsError, content: str = "") -> str:
    """A refused part of a request; `content` is what the schema wants to follow even then."""
    return (
        f'<m:{operation}ResponseMessage ResponseClass="Error"><m:MessageText>{escape(error.text)}</m:MessageText>'
        f"<m:ResponseCode>{error.code}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>"
        f"{content}</m:{operation}ResponseMessage>"
    )
