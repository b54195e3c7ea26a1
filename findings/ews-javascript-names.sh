#!/usr/bin/env bash
# ews-javascript-api 0.15.3 is Microsoft's EWS Managed API for JavaScript, by which programs talk to Exchange. One expects of a library that writes XML that a customer with an ampersand in his
# name, Müller & Söhne, can be told about: that it is written "&amp;" (XML 1.0, 2.4). Seen: no text is, in the subject, the body, the place, the company, a category or the name of one
# who is invited; only attributes are. The request is no XML then, and every server refuses it, whatever else is in it. Whoever escapes the text himself has "&amp;amp;" as soon as
# the library does it. What the server answers is read well, so that an item that came from there cannot be saved with the name that it has.
#
# Nothing is sent: the request is printed by a stand-in for the transport, and read by Python's XML parser.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund ews-javascript-api@0.15.3
cat > write.cjs <<'NODE'
const ews = require("ews-javascript-api");

const HEAD = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:h="http://schemas.microsoft.com/exchange/services/2006/types"><s:Header><h:ServerVersionInfo MajorVersion="15" MinorVersion="1" MajorBuildNumber="2507" MinorBuildNumber="6"/></s:Header>';
const ANSWER = HEAD + '<s:Body><m:CreateItemResponse><m:ResponseMessages><m:CreateItemResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Items/></m:CreateItemResponseMessage></m:ResponseMessages></m:CreateItemResponse></s:Body></s:Envelope>';
const service = new ews.ExchangeService(ews.ExchangeVersion.Exchange2013);
service.Credentials = new ews.WebCredentials("ann", "secret");
service.Url = new ews.Uri("http://127.0.0.1/EWS/Exchange.asmx");
let field = "";
service.XHRApi = {
  apiName: "stand-in",
  xhr: async ({ data }) => {
    console.log(`${field}\t${data.replace(/\s*\n\s*/g, " ")}`);
    return { status: 200, response: ANSWER, responseText: ANSWER, getAllResponseHeaders: () => "", getResponseHeader: () => "text/xml" };
  },
};
const NAME = "Müller & Söhne";
const fill = {
  nothing: (item) => { item.Subject = "Call"; },
  subject: (item) => { item.Subject = NAME; },
  place: (item) => { item.Location = NAME; },
  body: (item) => { item.Body = new ews.MessageBody(ews.BodyType.Text, NAME); },
  category: (item) => { item.Categories.Add(NAME); },
  guest: (item) => { item.RequiredAttendees.Add(new ews.Attendee(NAME, "ann@example.com")); },
};
(async () => {
  for (field of Object.keys(fill)) {
    const call = new ews.Appointment(service);
    call.Start = new ews.DateTime("2026-03-05T10:00:00Z");
    fill[field](call);
    await call.Save(ews.SendInvitationsMode.SendToNone);
  }
  field = "company";
  const contact = new ews.Contact(service);
  contact.CompanyName = NAME;
  await contact.Save();
})();
NODE
TZ=UTC node write.cjs > requests 2> said
python3 - > seen <<'PYTHON'
from xml.etree import ElementTree

for line in open("requests", encoding="utf-8"):
    field, request = line.rstrip("\n").split("\t")
    try:
        ElementTree.fromstring(request)
        print(f"{field}: well-formed")
    except ElementTree.ParseError as problem:
        print(f"{field}: {problem.msg.split(':')[0]}")
PYTHON
diff seen - <<'EXPECTED'
nothing: well-formed
subject: not well-formed (invalid token)
place: not well-formed (invalid token)
body: not well-formed (invalid token)
category: not well-formed (invalid token)
guest: not well-formed (invalid token)
company: not well-formed (invalid token)
EXPECTED
echo "as seen: ews-javascript-api 0.15.3 cannot tell Exchange of Müller & Söhne"
