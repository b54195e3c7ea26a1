#!/usr/bin/env bash
# odata-query 8.1.0 (JavaScript; Python has another of this name) writes the filters by which one asks Graph or Dynamics for records.
# One expects each condition that was told in the filter, or an error. Seen:
# - a list in any or all, which by the page means that all its conditions hold together, keeps the last of those about one property: "some task due from March to April" is "some task due
#   before April", and finds those of last year;
# - a list of values, { stage: ["won", "lost"] }, is "won stage lost", for its second word counts as the operator;
# - a choice among none, or: [], is no condition at all, so that with an empty list of customers everybody's deals are asked for. "in" with no values stays, as in ().
# and: [...] within any has both conditions.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund odata-query@8.1.0
cat > ask.cjs <<'NODE'
const buildQuery = require("odata-query").default;

const march = { Due: { ge: new Date("2026-03-01T00:00:00Z") } };
const april = { Due: { lt: new Date("2026-04-01T00:00:00Z") } };
for (const filter of [
  { Tasks: { any: { and: [march, april] } } },
  { Tasks: { any: [march, april] } },
  { Tasks: { all: [{ Owner: { ne: "Ann" } }, { Owner: { ne: "Bo" } }] } },
  { Tasks: { any: [{ Owner: "Ann" }, april] } },
  { stage: { in: ["won", "lost"] } },
  { stage: ["won", "lost"] },
  { stage: { in: [] } },
  { or: [] },
  { stage: "won", or: [] },
]) {
  console.log(`${JSON.stringify(filter)}\n  "${buildQuery({ filter })}"`);
}
NODE
node ask.cjs > seen
diff seen - <<'EXPECTED'
{"Tasks":{"any":{"and":[{"Due":{"ge":"2026-03-01T00:00:00.000Z"}},{"Due":{"lt":"2026-04-01T00:00:00.000Z"}}]}}}
  "?$filter=Tasks/any(tasks:((tasks/Due ge 2026-03-01T00:00:00.000Z) and (tasks/Due lt 2026-04-01T00:00:00.000Z)))"
{"Tasks":{"any":[{"Due":{"ge":"2026-03-01T00:00:00.000Z"}},{"Due":{"lt":"2026-04-01T00:00:00.000Z"}}]}}
  "?$filter=Tasks/any(tasks:tasks/Due lt 2026-04-01T00:00:00.000Z)"
{"Tasks":{"all":[{"Owner":{"ne":"Ann"}},{"Owner":{"ne":"Bo"}}]}}
  "?$filter=Tasks/all(tasks:tasks/Owner ne 'Bo')"
{"Tasks":{"any":[{"Owner":"Ann"},{"Due":{"lt":"2026-04-01T00:00:00.000Z"}}]}}
  "?$filter=Tasks/any(tasks:tasks/Owner eq 'Ann' and tasks/Due lt 2026-04-01T00:00:00.000Z)"
{"stage":{"in":["won","lost"]}}
  "?$filter=stage in ('won','lost')"
{"stage":["won","lost"]}
  "?$filter=won stage lost"
{"stage":{"in":[]}}
  "?$filter=stage in ()"
{"or":[]}
  ""
{"stage":"won","or":[]}
  "?$filter=stage eq 'won'"
EXPECTED
echo "as seen: odata-query 8.1.0 keeps the last of two conditions, and of no choice makes everything"
