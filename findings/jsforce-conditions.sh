#!/usr/bin/env bash
# jsforce 3.10.16 asks Salesforce for records by conditions as an object, find({ Amount: { $gt: 1000 } }), and makes SOQL of them; what it finds can be changed or deleted by the same
# chain. One expects each condition that is told to be in the query, or to be refused. Seen, without a word:
# - of two conditions on one field, { $gte: 1000, $lt: 5000 }, only the first is there: there is no upper bound;
# - one of an empty list, { $in: [] }, is none at all, and all records are found where none should be; so it is with { $not: { $like: "Test%" } };
# - of two calls of where() the last one counts;
# - a Date is written as JavaScript shows it, "Thu Mar 05 2026 ...", which Salesforce refuses.
# Nothing is sent: the query is printed.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund jsforce@3.10.16
cat > ask.cjs <<'NODE'
const { Connection } = require("jsforce");

const deals = new Connection({ instanceUrl: "http://127.0.0.1", accessToken: "none" }).sobject("Opportunity");
const conditions = [
  { Amount: { $gte: 1000 } },
  { Amount: { $gte: 1000, $lt: 5000 } },
  { OwnerId: { $in: ["005A", "005B"] } },
  { OwnerId: { $in: [] } },
  { StageName: "Closed Lost", OwnerId: { $in: [] } },
  { Name: { $like: "Test%" } },
  { Name: { $not: { $like: "Test%" } } },
  { CreatedDate: { $gte: new Date("2026-03-05T10:00:00Z") } },
];
(async () => {
  for (const told of conditions) console.log(`${JSON.stringify(told)}: ${await deals.find(told, "Id").toSOQL()}`);
  console.log("where() twice:", await deals.select("Id").where({ StageName: "Closed Lost" }).where({ Amount: 0 }).toSOQL());
})();
NODE
TZ=UTC node ask.cjs > seen
diff seen - <<'EXPECTED'
{"Amount":{"$gte":1000}}: SELECT Id FROM Opportunity WHERE Amount >= 1000
{"Amount":{"$gte":1000,"$lt":5000}}: SELECT Id FROM Opportunity WHERE Amount >= 1000
{"OwnerId":{"$in":["005A","005B"]}}: SELECT Id FROM Opportunity WHERE OwnerId IN ('005A', '005B')
{"OwnerId":{"$in":[]}}: SELECT Id FROM Opportunity
{"StageName":"Closed Lost","OwnerId":{"$in":[]}}: SELECT Id FROM Opportunity WHERE StageName = 'Closed Lost'
{"Name":{"$like":"Test%"}}: SELECT Id FROM Opportunity WHERE Name LIKE 'Test%'
{"Name":{"$not":{"$like":"Test%"}}}: SELECT Id FROM Opportunity
{"CreatedDate":{"$gte":"2026-03-05T10:00:00.000Z"}}: SELECT Id FROM Opportunity WHERE CreatedDate >= Thu Mar 05 2026 10:00:00 GMT+0000 (Coordinated Universal Time)
where() twice: SELECT Id FROM Opportunity WHERE Amount = 0
EXPECTED
echo "as seen: jsforce 3.10.16 leaves conditions out of what it asks Salesforce for"
