"""`python -m shipping.debian WHEEL FOLDER`: makes dealtrail_VERSION_ARCHITECTURE.deb there.

Run from the root of the source, with the Python of the system that it is for, whose minor version the libraries are
bound to: PYTHON names it, else it is /usr/bin/python3. With SOURCE_DATE_EPOCH the same source gives the same bytes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from shipping.debian.control import Target, control, version_of
from shipping.debian.tree import describe, lay_around, program


def build(wheel: Path, folder: Path, python: str) -> Path:
    """The package."""
    target = Target.of(python)
    with tempfile.TemporaryDirectory(prefix="dealtrail-deb-") as made:
        root = Path(made, "root")
        program(root, wheel, python)
        lay_around(root)
        describe(root, control(wheel, target, root))
        folder.mkdir(exist_ok=True)
        package = folder / f"dealtrail_{version_of(wheel)}_{target.architecture}.deb"
        # xz makes a fifth less of it, in two minutes instead of five seconds.
        pack = ["dpkg-deb", "-Zzstd", "-z9", "--root-owner-group", "--build", str(root), str(package)]
        subprocess.run(pack, stdout=subprocess.DEVNULL, check=True)
    return package


if __name__ == "__main__":
    os.umask(0o022)
    print(build(Path(sys.argv[1]).resolve(), Path(sys.argv[2]), os.environ.get("PYTHON", "/usr/bin/python3")))
