"""The sections of the browser's interface: where it is served, how people sign in, and who is told by HTTP."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field

from config.fields import (
    Allowed,
    Certificates,
    Command,
    File,
    Header,
    Hosts,
    Key,
    Networks,
    Secret,
    Text,
    WebAddress,
    Whole,
    split,
)
from config.sections import Section


class SignIn(StrEnum):
    """How people prove who they are in the browser."""

    PROXY = "proxy"
    PASSKEY = "passkey"
    OIDC = "oidc"


class OidcSettings(Section):
    """The OpenID Connect provider that people sign in with: Entra ID, AD FS, Keycloak."""

    issuer: Annotated[
        WebAddress,
        Field(description="for oidc: the provider's issuer; ISSUER/.well-known/openid-configuration says it"),
    ] = ""
    client_id: Annotated[Text, Field(description="for oidc: what dealtrail is registered as there")] = ""
    client_secret: Annotated[
        Secret, Field(description="for oidc: its secret; better kept as the credential web.oidc.client_secret")
    ] = None
    client_secret_command: Annotated[
        Command, Field(description="for oidc: a program that prints it, in place of client_secret")
    ] = ()
    scopes: Annotated[
        tuple[Text, ...],
        BeforeValidator(split),
        Field(description="for oidc: what is asked for; openid is a part of it"),
        Allowed('scopes, such as ["openid", "profile", "email"]'),
    ] = ("openid", "profile", "email")
    claim: Annotated[
        Text,
        Field(
            min_length=1,
            description="for oidc: which claim says who it is, by the address or login of a user; email counts where "
            "the provider says that it is verified, any other because it is named here",
        ),
    ] = "email"
    realm: Annotated[
        Text, Field(description="for oidc: the domain in which logins of that claim are those of our users")
    ] = ""
    ca_file: Annotated[
        Certificates | None,
        Field(description="a private authority's certificates in PEM form; then no other authority is trusted"),
    ] = None


class WebSettings(Section):
    """The browser interface."""

    listen: Annotated[
        str, Field(pattern=r"^.+:\d{1,5}$", description="where it is served: an address of this machine, and a port")
    ] = "127.0.0.1:8480"
    url: Annotated[
        WebAddress,
        Field(description='how browsers reach it, behind the proxy where there is one; "": at `listen`, on loopback'),
    ] = ""
    certificate_file: Annotated[
        File | None, Field(description="a certificate of its own, with those between, in PEM form; without a proxy")
    ] = None
    key_file: Annotated[
        File | None, Field(description="its private key in PEM form, which only the service can read")
    ] = None
    sign_in: Annotated[
        tuple[SignIn, ...],
        BeforeValidator(split),
        Field(description="how people sign in: proxy, passkey, oidc; several are allowed"),
        Allowed('ways of signing in, such as ["passkey"] or ["oidc", "passkey"]'),
    ] = (SignIn.PASSKEY,)
    trusted_proxies: Annotated[
        Networks, Field(description="addresses or networks of the proxy in front: what it says of browsers is believed")
    ] = ()
    proxy_header: Annotated[
        Header, Field(description="for proxy: the header in which it says who is there, a login or an e-mail address")
    ] = "X-Remote-User"
    proxy_realm: Annotated[
        Text,
        Field(description="for proxy: the Kerberos realm or Windows domain in which logins are those of our users"),
    ] = ""
    oidc: OidcSettings = OidcSettings()


class WebhooksSettings(Section):
    """Who is told by HTTP of what happens on the record; webhooks themselves are registered by owners."""

    key: Annotated[
        Key,
        Field(
            description="what the secrets are made from that webhooks are signed with; better kept as the credential "
            "webhooks.key"
        ),
    ] = None
    key_command: Annotated[Command, Field(description="a program that prints it, in place of key")] = ()
    allow: Annotated[
        Hosts,
        Field(
            description="hosts that webhooks may lead to by plain http, on this machine or in a network that is not "
            "public"
        ),
    ] = ()
    ca_file: Annotated[
        Certificates | None,
        Field(description="a private authority's certificates in PEM form, trusted beside the system's"),
    ] = None
    retention_days: Annotated[
        Whole,
        Field(ge=1, le=3_650, description="how long it is kept what was delivered, and what was given up"),
        Allowed("a whole number of days from 1 to 3650"),
    ] = 30
