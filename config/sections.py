"""The sections of the configuration: every key, what it may hold, and what it is about."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from config.fields import (
    Address,
    Addresses,
    AddressesOrDomains,
    Allowed,
    AtOnce,
    Certificates,
    Command,
    Currency,
    DatabaseUrl,
    Domains,
    Duration,
    File,
    Folders,
    Locale,
    Processes,
    Secret,
    Switch,
    Tenant,
    Text,
    TimeZone,
    WebAddress,
    Whole,
    system_time_zone,
)


class Auth(StrEnum):
    BASIC = "basic"
    NTLM = "ntlm"
    KERBEROS = "kerberos"
    OAUTH2 = "oauth2"


class AccessKind(StrEnum):
    """How one login reaches a mailbox: its own, on behalf of it, or as somebody it gave rights to."""

    DIRECT = "direct"
    IMPERSONATION = "impersonation"
    DELEGATE = "delegate"


class MailboxKind(StrEnum):
    PERSONAL = "personal"
    SHARED = "shared"


class Ambiguous(StrEnum):
    ASK = "ask"
    NEWEST = "newest"
    ALL = "all"


class KeptBody(StrEnum):
    FULL = "full"
    TEXT = "text"
    PREVIEW = "preview"
    NONE = "none"


class Notifications(StrEnum):
    PULL = "pull"
    STREAM = "stream"
    OFF = "off"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    AUTO = "auto"
    JSON = "json"
    TEXT = "text"


class OutlookLanguage(StrEnum):
    ENGLISH = "en"
    NORWEGIAN = "nb"
    GERMAN = "de"


class ServerVersion(StrEnum):
    """Names that the server's protocol knows; newer servers answer to all older ones."""

    EXCHANGE_2010_SP2 = "Exchange2010_SP2"
    EXCHANGE_2013 = "Exchange2013"
    EXCHANGE_2013_SP1 = "Exchange2013_SP1"
    EXCHANGE_2015 = "Exchange2015"
    EXCHANGE_2016 = "Exchange2016"


class StampMeetings(StrEnum):
    """On which meetings categories are written, where the server has no way to write them without telling anybody."""

    SAFE = "safe"
    ALL = "all"
    NONE = "none"


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class DatabaseSettings(Section):
    url: Annotated[
        DatabaseUrl, Field(description="where records and history are kept; or postgresql://USER:PASSWORD@HOST/NAME")
    ] = SecretStr("sqlite:////var/lib/dealtrail/dealtrail.sqlite")
    url_command: Annotated[Command, Field(description="a program that prints it, in place of url")] = ()


class RecordsSettings(Section):
    currency: Annotated[Currency, Field(description="of new opportunities and products that name none (ISO 4217)")] = (
        "EUR"
    )
    locale: Annotated[
        Locale,
        Field(
            description='how dates and numbers are typed, such as "de_DE"; "": as the environment of whoever types says'
        ),
    ] = ""


class SyncSettings(Section):
    interval: Annotated[
        Duration,
        Field(ge=timedelta(seconds=1), le=timedelta(days=1), description="how often each mailbox is looked at"),
        Allowed("a duration from 1s to 1d, such as 30s or 5m"),
    ] = timedelta(seconds=30)
    backfill_days: Annotated[
        Whole,
        Field(ge=0, le=36_500, description="how far back the first pass over a mailbox goes"),
        Allowed("a whole number of days from 0 to 36500"),
    ] = 90
    workers: Annotated[
        Whole,
        Field(ge=1, le=64, description="how many mailboxes are worked on at the same time"),
        Allowed("a whole number from 1 to 64"),
    ] = 4
    gone_at_once: Annotated[
        Whole,
        Field(
            ge=0,
            le=10_000,
            description="items or tasks that vanish from a mailbox in one turn, or that lose the same category: where "
            "there are more, nothing follows until somebody says what it was",
        ),
        Allowed("a whole number from 0 to 10000"),
    ] = 10
    gone_percent: Annotated[
        Whole,
        Field(
            ge=0,
            le=100,
            description="of a mailbox's known items: so many have to vanish as well, for their user to be asked",
        ),
        Allowed("a whole number from 0 to 100"),
    ] = 10
    refresh_interval: Annotated[
        Duration,
        Field(
            ge=timedelta(seconds=1),
            le=timedelta(days=7),
            description="how often folders and category lists are read anew",
        ),
        Allowed("a duration from 1s to 7d, such as 15m"),
    ] = timedelta(minutes=15)
    notifications: Annotated[
        Notifications,
        Field(
            description="how the server tells where something happened: pull, asked once each turn; stream, at once; "
            "or off, every folder is looked into each turn"
        ),
    ] = Notifications.PULL
    processes: Annotated[
        Processes,
        Field(
            description="beside the service's own that read much mail of an Exchange Server which keeps its clients "
            "waiting; auto: one for each processor beyond the first, two at most"
        ),
    ] = "auto"
    reconcile_at: Annotated[
        Text,
        Field(
            pattern=r"^(off|([01][0-9]|2[0-3]):[0-5][0-9])$",
            description="when, each night, every mailbox is compared with the record item by item; or off",
        ),
        Allowed('a time from "00:00" to "23:59", or "off"'),
    ] = "03:00"
    time_zone: Annotated[
        TimeZone, Field(description="of mailboxes that name none; the system's own where it is left out")
    ] = Field(default_factory=system_time_zone)


class LinkingSettings(Section):
    category_prefix: Annotated[
        Text,
        Field(pattern=r"^[A-Za-z][A-Za-z0-9]{0,15}$", description="begins the categories in Outlook: OPP-17"),
        Allowed("1 to 16 letters and digits that begin with a letter"),
    ] = "OPP"
    own_domains: Annotated[
        Domains, Field(description="the firm's own mail domains; their people are not customers")
    ] = ()
    ambiguous: Annotated[
        Ambiguous, Field(description="when an address leads to several opportunities: ask in Outlook, newest, or all")
    ] = Ambiguous.ASK
    lookback_days: Annotated[
        Whole,
        Field(ge=0, le=3_650, description="mail from this long before an opportunity was created still belongs to it"),
        Allowed("a whole number of days from 0 to 3650"),
    ] = 30
    series_days_before: Annotated[
        Whole,
        Field(ge=0, le=3_650, description="how far back each meeting of a recurring appointment is taken into history"),
        Allowed("a whole number of days from 0 to 3650"),
    ] = 90
    series_days_after: Annotated[
        Whole,
        Field(ge=0, le=3_650, description="how far ahead meetings that were changed beside their series are taken in"),
        Allowed("a whole number of days from 0 to 3650"),
    ] = 30
    block: Annotated[AddressesOrDomains, Field(description="addresses and domains that are never linked")] = ()
    contact_history: Annotated[
        Switch,
        Field(description="keep mail with known contacts that belongs to no opportunity in the contact's history"),
    ] = True
    new_per_day: Annotated[
        Whole,
        Field(ge=1, le=10_000, description="opportunities that OPP new makes in a mailbox in one day, at the most"),
        Allowed("a whole number from 1 to 10000"),
    ] = 25
    category_retire_days: Annotated[
        Whole,
        Field(ge=0, le=3_650, description="how long a closed opportunity's category stays in Outlook's list"),
        Allowed("a whole number of days from 0 to 3650"),
    ] = 30


class OutlookSettings(Section):
    language: Annotated[
        OutlookLanguage,
        Field(description="of what people find in Outlook, such as the tasks made there: en, nb (Norwegian) or de"),
    ] = OutlookLanguage.ENGLISH


class ExchangeSettings(Section):
    endpoint: Annotated[
        WebAddress, Field(description="the server's EWS address; needed as soon as there is a mailbox")
    ] = ""
    auth: Annotated[Auth, Field(description="how to log in: basic, ntlm, kerberos or oauth2")] = Auth.NTLM
    username: Annotated[Text, Field(description="for basic and ntlm: name@domain or DOMAIN\\name")] = ""
    password: Annotated[
        Secret, Field(description="for basic and ntlm; better kept as the credential exchange.password")
    ] = None
    password_command: Annotated[Command, Field(description="a program that prints it, in place of password")] = ()
    tenant_id: Annotated[Text, Field(description="for oauth2: the directory's id")] = ""
    client_id: Annotated[Text, Field(description="for oauth2: the application's id")] = ""
    client_secret: Annotated[
        Secret, Field(description="for oauth2; better kept as the credential exchange.client_secret")
    ] = None
    client_secret_command: Annotated[
        Command, Field(description="a program that prints it, in place of client_secret")
    ] = ()
    token_url: Annotated[
        WebAddress, Field(description="for oauth2 outside the public cloud; otherwise made from tenant_id")
    ] = ""
    scope: Annotated[Text, Field(description="for oauth2 outside the public cloud")] = ""
    access: Annotated[
        AccessKind,
        Field(description="how the login reaches the mailboxes: direct (as itself), impersonation or delegate"),
    ] = AccessKind.IMPERSONATION
    ca_file: Annotated[
        Certificates | None,
        Field(description="a private authority's certificates in PEM form; then no other authority is trusted"),
    ] = None
    verify_tls: Annotated[Switch, Field(description="false accepts any certificate: for trying things out only")] = True
    version: Annotated[
        ServerVersion, Field(description="of the protocol; a newer server understands all older ones")
    ] = ServerVersion.EXCHANGE_2013_SP1
    timeout: Annotated[
        Duration,
        Field(ge=timedelta(seconds=1), le=timedelta(minutes=10), description="how long one answer may take"),
        Allowed("a duration from 1s to 10m"),
    ] = timedelta(minutes=1)
    requests_at_once: Annotated[
        AtOnce, Field(description="under way at the server, by all processes together, at the most; left out: no limit")
    ] = None
    login_requests_at_once: Annotated[
        AtOnce, Field(description="the same of each login, as the server counts (EWSMaxConcurrency, 27 unless changed)")
    ] = None
    web_mail: Annotated[
        WebAddress,
        Field(description="where people read mail in a browser; left out: /owa on the server's own host, over https"),
    ] = ""


class EwsServerSettings(ExchangeSettings):
    """A further Exchange Server: what [exchange] says of the default one."""

    kind: Literal["ews"] = "ews"


class GraphServerSettings(Section):
    kind: Annotated[
        Literal["graph"],
        Field(description="graph: Microsoft 365; ews: a further Exchange Server, with the keys of [exchange]"),
        Allowed("one of ews, graph"),
    ] = "graph"
    tenant_id: Annotated[Tenant, Field(description="the directory's id, or a domain of it")] = ""
    client_id: Annotated[Text, Field(description="the id of the application that is registered there")] = ""
    client_secret: Annotated[
        Secret, Field(description="the application's secret; better kept as the credential server.NAME.client_secret")
    ] = None
    client_secret_command: Annotated[
        Command, Field(description="a program that prints it, in place of client_secret")
    ] = ()
    certificate: Annotated[
        Secret,
        Field(
            description="instead of a secret: certificate and private key in PEM form; better kept as the credential "
            "server.NAME.certificate"
        ),
        Allowed("a certificate and its private key in PEM form"),
    ] = None
    certificate_command: Annotated[
        Command, Field(description="a program that prints both, in place of certificate")
    ] = ()
    certificate_file: Annotated[
        File | None, Field(description="the same as a file, in PEM or PFX form, that only the service can read")
    ] = None
    certificate_password: Annotated[
        Secret, Field(description="of the private key; better kept as the credential server.NAME.certificate_password")
    ] = None
    certificate_password_command: Annotated[
        Command, Field(description="a program that prints it, in place of certificate_password")
    ] = ()
    authority: Annotated[
        WebAddress, Field(description="where the application logs in; another one in a national cloud")
    ] = "https://login.microsoftonline.com"
    endpoint: Annotated[WebAddress, Field(description="Graph's address; another one in a national cloud")] = (
        "https://graph.microsoft.com/v1.0"
    )
    ca_file: Annotated[
        Certificates | None,
        Field(description="a private authority's certificates in PEM form; then no other authority is trusted"),
    ] = None
    verify_tls: Annotated[Switch, Field(description="false accepts any certificate: for trying things out only")] = True
    timeout: Annotated[
        Duration,
        Field(ge=timedelta(seconds=1), le=timedelta(minutes=10), description="how long one answer may take"),
        Allowed("a duration from 1s to 10m"),
    ] = timedelta(minutes=1)
    requests_at_once: Annotated[
        AtOnce,
        Field(description="of the application, by all processes together, at the most; left out: no limit over them"),
    ] = None
    web_mail: Annotated[
        WebAddress,
        Field(description="where people read mail in a browser; left out: Outlook on the web in the same cloud"),
    ] = ""
    stamp_meetings: Annotated[
        StampMeetings,
        Field(
            description="which meetings get categories: safe, where nobody can be mailed about it; all; or none; "
            "others are linked all the same"
        ),
    ] = StampMeetings.SAFE
    must_refuse: Annotated[
        Addresses,
        Field(description="mailboxes that the application has no business in: check proves that it is refused there"),
    ] = ()


ServerSettings = EwsServerSettings | GraphServerSettings


class MailboxSettings(Section):
    address: Annotated[
        Address, Field(description="the mailbox's primary address"), Allowed('an address, such as "bob@us.example"')
    ]
    server: Annotated[
        Text,
        Field(
            description="where it is: the NAME of a [server.NAME], or exchange; left out: [exchange], or the only one"
        ),
        Allowed('the name of a server, such as "cloud" for [server.cloud], or "exchange"'),
    ] = ""
    kind: Annotated[
        MailboxKind, Field(description="personal or shared; a shared mailbox is linked and gets no tasks")
    ] = MailboxKind.PERSONAL
    folders: Annotated[
        Folders,
        Field(description="watch these only, by path or well-known name; left out: all mail folders and calendars"),
    ] = ()
    include_folders: Annotated[
        Folders, Field(description="watch these as well, such as junkemail, which are left out unless they are named")
    ] = ()
    exclude_folders: Annotated[Folders, Field(description="do not watch these")] = ()
    time_zone: Annotated[TimeZone | None, Field(description="where the user works; left out: that of [sync]")] = None
    username: Annotated[Text, Field(description="a login of its own, for access = direct; left out: the address")] = ""
    password: Annotated[
        Secret, Field(description="of that login; better kept as the credential mailbox.ADDRESS.password")
    ] = None
    password_command: Annotated[Command, Field(description="a program that prints it, in place of password")] = ()


class HistorySettings(Section):
    body: Annotated[
        KeptBody,
        Field(
            description="what is kept of the text of e-mails and appointments: full, text (without what it quotes), "
            "preview or none"
        ),
    ] = KeptBody.FULL
    retention_days: Annotated[
        Whole,
        Field(ge=0, le=36_500, description="texts of e-mails and appointments older than this are emptied; 0: never"),
        Allowed("a whole number of days from 0 to 36500; 0 keeps texts for ever"),
    ] = 0
    file_limit_mb: Annotated[
        Whole,
        Field(ge=1, le=500, description="the largest file that can be stored in the history, in megabytes"),
        Allowed("a whole number of megabytes from 1 to 500"),
    ] = 25


class LogSettings(Section):
    level: Annotated[LogLevel, Field(description="the least that is logged: debug, info, warning or error")] = (
        LogLevel.INFO
    )
    format: Annotated[
        LogFormat, Field(description="auto: text on a terminal, JSON lines anywhere else; or json, or text")
    ] = LogFormat.AUTO
