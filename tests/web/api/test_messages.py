"""What webhooks are told is what OpenAPI says of it."""

from __future__ import annotations

from fastapi.routing import APIRoute
from pydantic import BaseModel

from daemon import acts
from daemon.shapes import message
from daemon.web.api import create_api
from daemon.web.api.messages import router
from daemon.webhooks import Keys
from store.values import Actor, EventKind
from tests.contract.store.records import an_opportunity
from tests.web.site import Site


def test_each_message_is_as_it_is_described(site: Site):
    with site.writing() as unit:
        acts.add_webhook(unit, "https://erp.us.example/x", [], Keys("k" * 32), [])
        number = str(an_opportunity(unit, "Boat"))
        of = {"opportunity": number, "contact": None, "account": None}
        acts.add_note(unit, of, "Rebate", "5 %", at=None)
        acts.take_to_stage(unit, int(number), "Negotiation", zone=site.desk.zone, now=site.clock())
        acts.close_opportunity(unit, number, is_won=True, on=None, zone=site.desk.zone, now=site.clock())
        acts.reopen_opportunity(unit, number, None)
        acts.ask_for_test(unit, "1")
    with site.desk.store.read() as unit:
        unit.act_as(Actor.of(site.users["ann"]))
        _, told = acts.deliveries_of(unit, "1", 100)

    described = {route.path: route.body_field.field_info.annotation for route in routes()}
    assert {one.event.value for one in told} == {kind.value for kind in EventKind} == described.keys()
    for one in told:
        model = described[one.event.value]
        assert issubclass(model, BaseModel)
        model.model_validate_json(message(one, site.desk.prefix))


def test_the_description_has_them_with_their_signature():
    found = create_api().openapi()["webhooks"]

    assert found.keys() == {kind.value for kind in EventKind}
    for one in found.values():
        assert [each["name"] for each in one["post"]["parameters"]] == [
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
        ]
        assert one["post"]["responses"].keys() == {"2XX", "410"}


def routes() -> list[APIRoute]:
    return [route for route in router.routes if isinstance(route, APIRoute)]
