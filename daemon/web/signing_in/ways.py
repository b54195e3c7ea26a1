"""The page of the ways to sign in, and why one of them did not do."""

from __future__ import annotations

from starlette.responses import Response

from config.web_sections import SignIn
from daemon.web.proxy import Vouched
from daemon.web.signing_in.passkeys import to_sign_in
from daemon.web.visit import Visit, own_path


def ways_page(
    visit: Visit, next: str, *, sentence: str = "", status: int = 200, person: Vouched | None = None, way_out: str = ""
) -> Response:
    """`person` is whom a proxy vouches for, `way_out` where whoever signed out does so at the provider, too."""
    ways = visit.desk.settings.web.sign_in
    return visit.page(
        "sign_in/ways.html.j2",
        status=status,
        next=own_path(next),
        ways=[one.value for one in ways],
        person=person,
        provider=visit.desk.provider.name if SignIn.OIDC in ways else "",
        way_out=way_out,
        options=to_sign_in(visit.desk) if SignIn.PASSKEY in ways else "",
        sentence=sentence,
    )
