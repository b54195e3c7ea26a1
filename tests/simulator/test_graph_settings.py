"""What a mailbox has beside its items, over Graph: categories, rules, settings; and ids in other words."""

from __future__ import annotations

from tests.simulator.graph_asking import ANN, BOB, Desk


def test_the_master_list_is_the_one_that_outlook_has(desk: Desk):
    desk.bob.offer_category("Red")
    place = "/outlook/masterCategories"
    made = desk.graph.ask("POST", place, {"displayName": "OPP-1", "color": "preset7"}).json
    again = desk.graph.ask("POST", place, {"displayName": "opp-1"})
    painted = desk.graph.ask("PATCH", f"{place}/{made['id']}", {"color": "preset2"}).json
    renamed = desk.graph.ask("PATCH", f"{place}/{made['id']}", {"displayName": "OPP-2"})

    listed = desk.graph.get(place).rows
    desk.graph.ask("DELETE", f"{place}/{listed[0]['id']}")

    assert [(row["displayName"], row["color"]) for row in listed] == [("Red", "preset0"), ("OPP-1", "preset2")]
    assert (again.status, painted["color"], renamed.status) == (409, "preset2", 400)
    assert desk.bob.category_list() == ["OPP-1"]


def test_inbox_rules_are_kept(desk: Desk):
    place = "/mailFolders/inbox/messageRules"
    body = {"displayName": "Deals", "conditions": {"subjectContains": ["offer"]}, "actions": {"markAsRead": True}}
    made = desk.graph.ask("POST", place, body).json
    changed = desk.graph.ask("PATCH", f"{place}/{made['id']}", {"isEnabled": False}).json

    listed = desk.graph.get(place).rows
    desk.graph.ask("DELETE", f"{place}/{made['id']}")

    assert ([row["displayName"] for row in listed], changed["isEnabled"]) == (["Deals"], False)
    assert desk.graph.get(f"{place}/{made['id']}").code == "ErrorItemNotFound"


def test_settings_tell_the_mailboxes_zone_and_can_be_set(desk: Desk):
    whole = desk.graph.get("/mailboxSettings").json
    parts = {part: desk.graph.get(f"/mailboxSettings/{part}") for part in ("timeZone", "workingHours", "userPurpose")}
    set_ = desk.graph.ask("PATCH", "/mailboxSettings", {"timeZone": "Pacific Standard Time"})

    assert whole["timeZone"] == parts["timeZone"].json["value"] == "W. Europe Standard Time"
    assert (parts["workingHours"].json["startTime"], parts["userPurpose"].json["value"]) == ("08:00:00.0000000", "user")
    assert (set_.status, desk.simulator.mailbox(BOB).zone) == (200, "America/Los_Angeles")
    assert desk.graph.ask("PATCH", "/mailboxSettings", {"timeZone": "Nowhere"}).status == 400
    assert {"alias": "Europe/Berlin", "displayName": "Europe/Berlin"} in desk.graph.get(
        "/outlook/supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')"
    ).rows


def test_ids_are_translated_one_by_one(desk: Desk):
    item = desk.bob.deliver_mail(ANN, "Hello", "text")
    folder = desk.simulator.mailbox(BOB).folder("inbox").id
    gone = desk.bob.deliver_mail(ANN, "Gone", "text")
    desk.bob.delete(gone, for_good=True)

    def translated(*ids: str, to: str = "restImmutableEntryId", source: str = "ewsId") -> list[str]:
        body = {"inputIds": list(ids), "sourceIdType": source, "targetIdType": to}
        rows = desk.graph.ask("POST", "/translateExchangeIds", body).rows
        return [row.get("targetId") or row["errorDetails"]["code"] for row in rows]

    lasting = desk.immutable(item)
    assert translated(item, folder, gone, "x") == [
        lasting,
        desk.rest(folder),
        "ErrorItemNotFound",
        "ErrorInvalidIdMalformed",
    ]
    assert translated(item, to="restId") == [desk.rest(item)]
    assert translated(lasting, source="restImmutableEntryId", to="ewsId") == [item]
    assert translated(*translated(item, to="entryId"), source="entryId", to="ewsId") == [item]
    assert desk.graph.ask("POST", "/translateExchangeIds", {"inputIds": ["x"] * 1001}).status == 400
