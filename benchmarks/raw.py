"""The least that it takes: the same requests as ours by `requests`, their answers read by lxml into dictionaries.

No login but Basic, no retries, no checks, nothing kept. Run as a process of its own:
`python -m benchmarks.raw ENDPOINT ADDRESS PASSWORD`. Prints one JSON object: items, CPU seconds.
"""

from __future__ import annotations

import json
import sys

from benchmarks.measure import cpu_seconds


def main(endpoint: str, address: str, password: str) -> None:
    import requests
    from lxml import etree

    from connectors.ews import request
    from connectors.ews.wire.xml import SOAP, M, T, m, t
    from connectors.mailbox import FolderKind

    session = requests.Session()
    session.auth = (address, password)
    headers = {"Content-Type": "text/xml; charset=utf-8"}
    head = (
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:t="{T[1:-1]}"><s:Header><t:RequestServerVersion Version="Exchange2016"/>'
    )

    def ask(content: etree._Element) -> etree._Element:
        body = f"{head}</s:Header><s:Body>{etree.tostring(content).decode()}</s:Body></s:Envelope>"
        root = etree.fromstring(session.post(endpoint, body.encode(), headers=headers, timeout=60).content)
        holder = root.find(f".//{M}ResponseMessages")
        if holder is None:
            sys.exit("the server did not answer as it should")
        return holder

    def folder_id(name: str) -> str:
        of_it = t.DistinguishedFolderId(Id=name)
        shape = m.FolderShape(t.BaseShape("IdOnly"))
        found = ask(m.GetFolder(shape, m.FolderIds(of_it))).find(f".//{T}FolderId")
        return found.get("Id", "") if found is not None else ""

    def read(item: etree._Element) -> dict[str, object]:
        return {
            child.tag: child.text if not len(child) else [[one.text for one in inner] or inner.text for inner in child]
            for child in item
        }

    started, items = cpu_seconds(), 0
    for name, kind in (("inbox", FolderKind.MAIL), ("calendar", FolderKind.CALENDAR)):
        where, cursor, is_last, paths = folder_id(name), None, False, request.whole(kind)
        while not is_last:
            answer = ask(request.sync(where, cursor, request.PAGE))
            cursor = answer.findtext(f".//{M}SyncState")
            is_last = answer.findtext(f".//{M}IncludesLastItemInRange") == "true"
            ids = [one.get("Id", "") for one in answer.iterfind(f".//{M}Changes/*/*/{T}ItemId")]
            for start in range(0, len(ids), request.BATCH):
                found = ask(request.get_items(ids[start : start + request.BATCH], paths))
                items += len([read(item) for item in found.iterfind(f".//{M}Items/*")])
    print(json.dumps({"items": items, "cpu": cpu_seconds() - started}))


if __name__ == "__main__":
    main(*sys.argv[1:])
