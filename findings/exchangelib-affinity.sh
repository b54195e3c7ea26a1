#!/usr/bin/env bash
# exchangelib 5.6.0: where several servers keep the mailboxes, a group of subscriptions has to come back to the one server that holds it. Microsoft's page
# "How to: Maintain affinity between a group of subscriptions and the Mailbox server" has X-AnchorMailbox and X-PreferServerAffinity as
# headers, and as a cookie what the first answer set, X-BackEndOverrideCookie. One expects a library that names this page to send
# it so. Seen: the cookie's value goes out as a header of that name, which is nothing to the servers. A cookie is sent by chance, where the
# same session of the pool is drawn again; by any other one it is not. Of one account and one session alone nothing is to be seen.
#
# The server is a few lines on this machine: it sets the cookie with every answer and prints what came.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check exchangelib==5.6.0 tzdata==2026.6
cat > ask.py <<'PYTHON'
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from exchangelib import UTC, Account, BaseProtocol, Configuration, Credentials, Version
from exchangelib.folders import FolderId
from exchangelib.services import SubscribeToPull
from exchangelib.transport import NOAUTH
from exchangelib.version import EXCHANGE_2016

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
ANSWER = f"""<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>
<t:ServerVersionInfo xmlns:t="{TYPES}" MajorVersion="15" MinorVersion="1" MajorBuildNumber="2507" MinorBuildNumber="6" Version="V2017_07_11"/>
</s:Header><s:Body><m:SubscribeResponse xmlns:m="{MESSAGES}"><m:ResponseMessages>
<m:SubscribeResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>
<m:SubscriptionId>ID</m:SubscriptionId><m:Watermark>AQAAAA==</m:Watermark></m:SubscribeResponseMessage>
</m:ResponseMessages></m:SubscribeResponse></s:Body></s:Envelope>""".encode()


class Server(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        shown = (f"{name}: {self.headers[name]}" for name in ("X-PreferServerAffinity", "X-BackEndOverrideCookie", "Cookie"))
        print("  ", *shown, sep="  ")
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.send_header("Set-Cookie", "X-BackEndOverrideCookie=server7; path=/")
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Server)
Thread(target=server.serve_forever, daemon=True).start()
account = Account(
    "ann@example.com",
    config=Configuration(
        service_endpoint=f"http://127.0.0.1:{server.server_port}/EWS/Exchange.asmx",
        credentials=Credentials("ann", "secret"),
        auth_type=NOAUTH,
        version=Version(EXCHANGE_2016),
        max_connections=2,
    ),
    access_type="delegate",
    default_timezone=UTC,
)


def subscribe():
    return list(SubscribeToPull(account=account).call(folders=[FolderId(id="ID")], event_types=["NewMailEvent"], watermark=None, timeout=9))


print("first:")
subscribe()
print("then, by the same session:")
subscribe()
print("then, while that session is busy:")
busy = account.protocol.get_session()
subscribe()
account.protocol.release_session(busy)
server.shutdown()
PYTHON
venv/bin/python -W ignore ask.py > seen
diff seen - <<'EXPECTED'
first:
    X-PreferServerAffinity: True  X-BackEndOverrideCookie: None  Cookie: None
then, by the same session:
    X-PreferServerAffinity: True  X-BackEndOverrideCookie: server7  Cookie: X-BackEndOverrideCookie=server7
then, while that session is busy:
    X-PreferServerAffinity: True  X-BackEndOverrideCookie: server7  Cookie: None
EXPECTED
echo "as seen: exchangelib 5.6.0 sends the cookie that keeps subscriptions on their server as a header"
