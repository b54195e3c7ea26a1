"""What is not about items: user configurations, time zones, names, ids."""

from __future__ import annotations

import base64

from lxml import etree

from simulator.call import Call, ids
from simulator.mailboxes.items import Folder, mailbox_element
from simulator.mailboxes.mailbox import Mailbox
from simulator.mailboxes.zones import definition, windows_zones
from simulator.operations.registry import each, operation
from simulator.soap import EwsError, success, warning
from simulator.xml import M, T, escape, fragment

_PARTS = ("Dictionary", "XmlData", "BinaryData")


@operation("GetUserConfiguration")
def get_user_configuration(call: Call) -> str:
    wanted = call.element.findtext(f"{M}UserConfigurationProperties")

    def answer(name_element: etree._Element) -> str:
        mailbox, folder, name = _configuration(call, name_element)
        stored = mailbox.configurations.get((folder.id, name))
        if stored is None:
            raise EwsError("ErrorItemNotFound")
        item_id = f'<t:ItemId Id="{folder.id}" ChangeKey="{folder.change_key}"/>' if wanted in ("Id", "All") else ""
        parts = "".join(
            stored[part].decode() for part in _PARTS if part in stored and wanted in (part, "All")
        )  # kept as fragments
        return success(
            "GetUserConfiguration",
            f'<m:UserConfiguration><t:UserConfigurationName Name="{escape(name)}"><t:FolderId Id="{folder.id}" '
            f'ChangeKey="{folder.change_key}"/></t:UserConfigurationName>{item_id}{parts}</m:UserConfiguration>',
        )

    return each("GetUserConfiguration", call.element.iterfind(f"{M}UserConfigurationName"), answer)


@operation("CreateUserConfiguration")
def create_user_configuration(call: Call) -> str:
    return _write(call, "CreateUserConfiguration", is_new=True)


@operation("UpdateUserConfiguration")
def update_user_configuration(call: Call) -> str:
    return _write(call, "UpdateUserConfiguration", is_new=False)


@operation("DeleteUserConfiguration")
def delete_user_configuration(call: Call) -> str:
    def answer(name_element: etree._Element) -> str:
        mailbox, folder, name = _configuration(call, name_element)
        if mailbox.configurations.pop((folder.id, name), None) is None:
            raise EwsError("ErrorItemNotFound")
        return success("DeleteUserConfiguration")

    return each("DeleteUserConfiguration", call.element.iterfind(f"{M}UserConfigurationName"), answer)


def _write(call: Call, operation_name: str, *, is_new: bool) -> str:
    def answer(element: etree._Element) -> str:
        name_element = element.find(f"{T}UserConfigurationName")
        if name_element is None:
            raise EwsError("ErrorInvalidRequest", "The user configuration has no name.")
        mailbox, folder, name = _configuration(call, name_element)
        key = (folder.id, name)
        if is_new and key in mailbox.configurations:
            raise EwsError("ErrorItemSave", "The user configuration is there already.")
        if not is_new and key not in mailbox.configurations:
            raise EwsError("ErrorItemNotFound")
        given = {etree.QName(child).localname: child for child in element.iterchildren(tag=etree.Element)}
        stored = mailbox.configurations.setdefault(key, {})
        stored.update({part: fragment(given[part]).encode() for part in _PARTS if part in given})
        return success(operation_name)

    return each(operation_name, call.element.iterfind(f"{M}UserConfiguration"), answer)


def _configuration(call: Call, name_element: etree._Element) -> tuple[Mailbox, Folder, str]:
    if not len(name_element):
        raise EwsError("ErrorFolderNotFound")
    mailbox, folder = call.folder(name_element[0])
    return mailbox, folder, name_element.get("Name") or ""


@operation("GetServerTimeZones")
def get_server_time_zones(call: Call) -> str:
    wanted = [element.text or "" for element in ids(call.element, "Ids")]
    full = call.element.get("ReturnFullTimeZoneData") in ("true", "1")
    known = windows_zones()
    unknown = [name for name in wanted if name not in known]

    def answer(_element: etree._Element) -> str:
        if unknown:
            raise EwsError("ErrorTimeZone", f"The time zone {unknown[0]!r} is not known.")
        chosen = wanted or sorted(known)
        definitions = "".join(definition(name, call.organization.clock(), full=full) for name in chosen)
        return success("GetServerTimeZones", f"<m:TimeZoneDefinitions>{definitions}</m:TimeZoneDefinitions>")

    return each("GetServerTimeZones", [call.element], answer, "<m:TimeZoneDefinitions/>")


@operation("ResolveNames")
def resolve_names(call: Call) -> str:
    entry = (call.element.findtext(f"{M}UnresolvedEntry") or "").casefold().removeprefix("smtp:").removeprefix("ex:")

    def answer(_element: etree._Element) -> str:
        found = [
            (mailbox.name, mailbox.address)
            for mailbox in call.organization.mailboxes.values()
            if mailbox.address.casefold().startswith(entry) or mailbox.name.casefold().startswith(entry)
        ]
        found += [(address, address) for address in call.organization.directory.get(entry, ())]
        if not found:
            raise EwsError("ErrorNameResolutionNoResults", "No results were found.")
        resolutions = "".join(
            f"<t:Resolution>{mailbox_element(name, address, 'Mailbox')}</t:Resolution>" for name, address in found[:100]
        )
        content = (
            f'<m:ResolutionSet TotalItemsInView="{len(found)}" IncludesLastItemInRange="true">{resolutions}'
            "</m:ResolutionSet>"
        )
        if len(found) > 1:
            text = "Multiple results were found."
            return warning("ResolveNames", "ErrorNameResolutionMultipleResults", text, content)
        return success("ResolveNames", content)

    return each("ResolveNames", [call.element], answer)


@operation("ConvertId")
def convert_id(call: Call) -> str:
    """Only from and to EWS ids: clients use it to ask for the server's version."""
    target = call.element.get("DestinationFormat") or "EwsId"

    def answer(element: etree._Element) -> str:
        try:
            base64.b64decode(element.get("Id") or "", validate=True)
        except ValueError as problem:
            raise EwsError("ErrorInvalidIdMalformed") from problem
        attributes = "".join(f' {name}="{escape(element.get(name) or "")}"' for name in ("Id", "Mailbox"))
        return success(
            "ConvertId",
            '<m:AlternateId xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            f'xsi:type="t:AlternateIdType" Format="{escape(target)}"{attributes}/>',
        )

    return each("ConvertId", ids(call.element, "SourceIds"), answer)
