#!/usr/bin/env bash
# Clients of an interface that OpenAPI 3.1 describes are generated. A list in a query that the description has with `explode: false` travels as one value with commas
# (stage=Proposal,Negotiation), and `enum: [open, won, null]` may be null. One expects a generated client to do as it is told, or to say that it cannot. Seen, without a word:
# - openapi-typescript-codegen 0.29.0, swagger-typescript-api 13.13.0 and openapi-python-client 0.29.1 send stage=Proposal&stage=Negotiation all the same: a server that reads one value finds
#   the last or the first stage alone;
# - the first two leave null out of the type: `state` can be "open" or "won", and a client that trusts its types has none for what has no state yet.
# oazapfts 6.4.0 does both as described. Nothing is sent: addresses are printed.
set -eu
cd "$(mktemp -d)"
npm install --silent --no-audit --no-fund openapi-typescript-codegen@0.29.0 swagger-typescript-api@13.13.0 oazapfts@6.4.0 @oazapfts/runtime@1.2.0 typescript@5.9.3
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check openapi-python-client==0.29.1 ruff==0.13.0
cat > api.json <<'JSON'
{"openapi": "3.1.0", "info": {"title": "deals", "version": "1"},
 "paths": {"/deals": {"get": {"operationId": "deals",
   "parameters": [{"name": "stage", "in": "query", "style": "form", "explode": false, "schema": {"type": "array", "items": {"type": "string"}}}],
   "responses": {"200": {"description": "one", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Deal"}}}}}}}},
 "components": {"schemas": {"Deal": {"type": "object", "required": ["state"], "properties": {"state": {"enum": ["open", "won", null]}}}}}}
JSON
{
  npx openapi --input api.json --output codegen
  npx swagger-typescript-api generate --path "$PWD/api.json" --output swagger --name api.ts
  npx oazapfts api.json oazapfts.ts
  PATH="$PWD/python/bin:$PATH" openapi-python-client generate --path api.json --meta none --output-path generated
} > log 2>&1
cat > ask.cjs <<'NODE'
const { readFileSync } = require("fs");
const ts = require("typescript");
const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
require.extensions[".ts"] = (module, file) =>
  module._compile(ts.transpileModule(readFileSync(file, "utf8"), { compilerOptions: options }).outputText, file);
let asked;
globalThis.fetch = async (address) => {
  asked = String(address);
  return new Response("{}", { status: 200, headers: { "content-type": "application/json" } });
};
const stage = ["Proposal", "Negotiation"];
(async () => {
  await require("./codegen/index.ts").DefaultService.deals(stage);
  console.log("openapi-typescript-codegen:", asked);
  await new (require("./swagger/api.ts").Api)().deals.deals({ stage });
  console.log("swagger-typescript-api:", asked);
  await require("./oazapfts.ts").deals({ stage });
  console.log("oazapfts:", asked);
})();
NODE
cat > ask.py <<'PYTHON'
import httpx
from generated.api.default.deals import _get_kwargs

asked = _get_kwargs(stage=["Proposal", "Negotiation"])
print("openapi-python-client:", httpx.Request("GET", "http://127.0.0.1" + asked["url"], params=asked["params"]).url.raw_path.decode())
PYTHON
{
  node ask.cjs
  python/bin/python ask.py
  grep -h "state" codegen/models/Deal.ts | head -1
  sed -n '/state/,/;/p' swagger/api.ts | tr -s '\n ' ' ' | cut -d';' -f1
  grep -h "state" oazapfts.ts
} > seen
diff seen - <<'EXPECTED'
openapi-typescript-codegen: /deals?stage=Proposal&stage=Negotiation
swagger-typescript-api: /deals?stage=Proposal&stage=Negotiation
oazapfts: /deals?stage=Proposal,Negotiation
openapi-python-client: /deals?stage=Proposal&stage=Negotiation
    state: Deal.state;
 state: "open" | "won"
    state: "open" | "won" | null;
EXPECTED
echo "as seen: generated clients send lists of their own, and leave null out of a list of values"
