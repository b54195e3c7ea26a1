#!/usr/bin/env bash
# exchangelib 5.6.0: renaming a folder with `folder.save()` asks the server for more than another name. Every field that may be
# written and is None is deleted, so the request also has a DeleteFolderField for folder:PermissionSet: a folder that was
# read without its rights loses them on a server that takes the request at its word. `save(update_fields=["name"])` sends the
# name alone. Nothing is sent here: the request is made by the library and printed.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check exchangelib==5.6.0
venv/bin/python - > seen <<'PYTHON'
from types import SimpleNamespace

import exchangelib.services
from exchangelib.folders import FolderId, Messages
from exchangelib.services.update_folder import UpdateFolder
from exchangelib.version import EXCHANGE_2016, Version

account = SimpleNamespace(version=Version(EXCHANGE_2016))


class Shown(UpdateFolder):
    def __init__(self, account):
        self.account = account

    def get(self, folders):
        for element in self.get_payload(folders=folders).iter("{*}FieldURI"):
            print(element.getparent().tag.partition("}")[2], element.get("FieldURI"))
        return FolderId(id="ID", changekey="KEY")


exchangelib.services.UpdateFolder = Shown
for fields in (None, ["name"]):
    print("save" if fields is None else "save(update_fields)")
    root = SimpleNamespace(account=account, update_folder=lambda folder: None)
    folder = Messages(root=root, name="Renamed", _id=FolderId(id="ID", changekey="KEY"))
    folder.save(update_fields=fields)
PYTHON
diff seen - <<'EXPECTED'
save
SetFolderField folder:DisplayName
DeleteFolderField folder:PermissionSet
save(update_fields)
SetFolderField folder:DisplayName
EXPECTED
echo "as seen: exchangelib 5.6.0 deletes folder:PermissionSet when a folder is renamed by save()"
