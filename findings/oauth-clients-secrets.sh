#!/usr/bin/env bash
# A program shows an authorization server its client id and secret by HTTP Basic; RFC 6749, 2.3.1 has both written as in a form (application/x-www-form-urlencoded) first, as an id may be an
# address with a colon in it, and a secret hold anything. One expects what a server reads to be what the program was given. Seen, where a server reads them as the RFC has it:
# - Authlib 1.9.10, requests-oauthlib 2.0.0 and client-oauth2 4.3.3 leave that out: of the id https://crm.example/app a server reads "https", and of the secret p+w%2B~ something else, and
#   answers that the client is unknown, or its secret wrong;
# - simple-oauth2 5.1.0 and oauth4webapi 3.8.8 write both so. A secret of letters and digits alone works with all of them, until it is made anew.
set -eu
cd "$(mktemp -d)"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check Authlib==1.9.10 requests==2.34.2 requests-oauthlib==2.0.0
npm install --silent --no-audit --no-fund simple-oauth2@5.1.0 oauth4webapi@3.8.8 client-oauth2@4.3.3
cat > ask.mjs <<'NODE'
import { AuthorizationCode } from "simple-oauth2";
import * as web from "oauth4webapi";
import ClientOAuth2 from "client-oauth2";

const [origin, id, secret] = process.argv.slice(2);
await new AuthorizationCode({ client: { id, secret }, auth: { tokenHost: origin, tokenPath: "/simple-oauth2" } }).getToken({ code: "code", redirect_uri: "http://127.0.0.1/" });
await web.clientCredentialsGrantRequest({ issuer: origin, token_endpoint: `${origin}/oauth4webapi` }, { client_id: id }, web.ClientSecretBasic(secret), {}, { [web.allowInsecureRequests]: true });
await new ClientOAuth2({ clientId: id, clientSecret: secret, accessTokenUri: `${origin}/client-oauth2` }).credentials.getToken();
NODE
cat > ask.py <<'PYTHON'
import json
import os
import subprocess
import threading
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import unquote_plus

from authlib.integrations.requests_client import OAuth2Session
from oauthlib.oauth2 import BackendApplicationClient
from requests_oauthlib import OAuth2Session as OtherSession

ID, SECRET = "https://crm.example/app", "p+w%2B~"


class Server(BaseHTTPRequestHandler):
    """Reads who is there as RFC 6749 has it."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        told = b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
        id, _, secret = told.partition(":")
        print(f"{self.path[1:]}: id {unquote_plus(id)}, secret {unquote_plus(secret)}", flush=True)
        answer = json.dumps({"access_token": "token", "token_type": "bearer", "expires_in": 60}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
server = HTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
origin = f"http://127.0.0.1:{server.server_port}"
OAuth2Session(ID, SECRET).fetch_token(f"{origin}/Authlib", grant_type="client_credentials")
other = OtherSession(client=BackendApplicationClient(ID))
other.fetch_token(f"{origin}/requests-oauthlib", client_id=ID, client_secret=SECRET)
subprocess.run(["node", "ask.mjs", origin, ID, SECRET], check=True)
PYTHON
python/bin/python ask.py > seen
diff seen - <<'EXPECTED'
Authlib: id https, secret //crm.example/app:p w+~
requests-oauthlib: id https, secret //crm.example/app:p w+~
simple-oauth2: id https://crm.example/app, secret p+w%2B~
oauth4webapi: id https://crm.example/app, secret p+w%2B~
client-oauth2: id https, secret //crm.example/app:p w+~
EXPECTED
echo "as seen: OAuth clients show an id or secret that a server reads as another"
