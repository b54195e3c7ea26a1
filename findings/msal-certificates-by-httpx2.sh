#!/usr/bin/env bash
# msal 1.39.0 takes an HTTP client of one's own choice (`http_client=`), and httpx2 2.16.2 has the calls that it needs. One expects both kinds
# of a daemon's credentials to work by it alike. A secret does. With a certificate msal hands over the signed assertion (RFC 7523, 2.2) as
# bytes, which requests writes into a form as they are, and httpx2 (httpx 0.28.1, too) as str() shows them: b'eyJ...', with the letter and
# the quotation marks, so that the authority calls it malformed. Whoever has tried with a secret first looks for the fault in the certificate.
#
# Nothing is sent: the client hands its requests to a function that answers as the authority would.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  msal==1.39.0 httpx2==2.16.2 httpx==0.28.1 requests==2.34.2 cryptography==50.0.2
cat > ask.py <<'PYTHON'
import datetime
import json
from urllib.parse import parse_qs

import httpx
import httpx2
import msal
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "example")])
day = datetime.datetime(2026, 1, 1)
certificate = x509.CertificateBuilder(name, name, key.public_key(), 1, day, day + datetime.timedelta(days=365)).sign(key, hashes.SHA256())
pem = key.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
BASE = "https://login.microsoftonline.com/contoso/"
ABOUT = {
    "issuer": BASE + "v2.0",
    "authorization_endpoint": BASE + "oauth2/v2.0/authorize",
    "token_endpoint": BASE + "oauth2/v2.0/token",
}
TOKEN = {"access_token": "T", "token_type": "Bearer", "expires_in": 3600}
credentials = {
    "secret": "S",
    "certificate": {
        "private_key": pem,
        "thumbprint": certificate.fingerprint(hashes.SHA1()).hex(),
        "public_certificate": certificate.public_bytes(serialization.Encoding.PEM).decode(),
    },
}
forms = []


def by_httpx(module):
    def answer(request):
        if request.method == "POST":
            forms.append(request.content.decode())
        return module.Response(200, json=TOKEN if request.method == "POST" else ABOUT)

    return module.Client(transport=module.MockTransport(answer))


class Answers(requests.adapters.BaseAdapter):
    def send(self, request, **_):
        if request.method == "POST":
            forms.append(request.body)
        response = requests.Response()
        response.status_code = 200
        response._content = json.dumps(TOKEN if request.method == "POST" else ABOUT).encode()
        return response

    def close(self):
        pass


def by_requests():
    session = requests.Session()
    session.mount("https://", Answers())
    return session


for client, http in (("requests", by_requests()), ("httpx", by_httpx(httpx)), ("httpx2", by_httpx(httpx2))):
    for kind, credential in credentials.items():
        application = msal.ConfidentialClientApplication(
            "11111111-2222-3333-4444-555555555555",
            authority=BASE,
            client_credential=credential,
            http_client=http,
            instance_discovery=False,
        )
        forms.clear()
        application.acquire_token_for_client(["https://graph.microsoft.com/.default"])
        sent = parse_qs(forms[-1])
        [value] = sent["client_secret" if kind == "secret" else "client_assertion"]
        print(client, kind, value if kind == "secret" else f"begins {value[:5]} and ends in a quotation mark: {value.endswith(chr(39))}")
PYTHON
venv/bin/python -W ignore ask.py > seen
diff seen - <<'EXPECTED'
requests secret S
requests certificate begins eyJhb and ends in a quotation mark: False
httpx secret S
httpx certificate begins b'eyJ and ends in a quotation mark: True
httpx2 secret S
httpx2 certificate begins b'eyJ and ends in a quotation mark: True
EXPECTED
echo "as seen: msal 1.39.0 with httpx2 2.16.2 signs in by a secret, and spoils the assertion of a certificate"
