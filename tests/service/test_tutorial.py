"""docs/tutorial.md, typed by a real shell: the server in a terminal of its own, all else in another."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.service.process import PATIENCE, ROOT

DOCUMENT = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SERVER = "dealtrail simulator --port 8443 --mailbox kari@us.example=secret\n"


@pytest.fixture
def port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def answers(at: str) -> bool:
    try:
        socket.create_connection(("127.0.0.1", int(at)), 1).close()
    except OSError:
        return False
    return True


def test_every_line_does_what_the_text_says(tmp_path: Path, port: str) -> None:
    blocks = BLOCK.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert SERVER in blocks
    typed = "set -eu\n" + "".join(f"echo '--- {number}'\n{one}" for number, one in enumerate(blocks) if one != SERVER)
    environment = {name: text for name, text in os.environ.items() if not name.startswith("DEALTRAIL_")}
    environment |= {"HOME": str(tmp_path), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = SERVER.replace("8443", port).split()
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            give_up_at = time.monotonic() + PATIENCE
            while not answers(port):
                assert server.poll() is None
                assert time.monotonic() < give_up_at
            done = subprocess.run(
                ["bash", "-c", typed.replace("8443", port)],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                timeout=3 * PATIENCE,
                check=False,
            )
        finally:
            server.terminate()
    said = re.split(r"^--- \d+\n", done.stdout, flags=re.MULTILINE)[1:]
    by_block = dict(zip((one for one in blocks if one != SERVER), said, strict=False))

    assert done.returncode == 0, done.stdout + done.stderr
    first, second = (text for block, text in by_block.items() if "opportunity history" in block)
    assert "address: contact jonas@client.example" in first
    assert "Spring sale" not in first
    [shown] = (text for block, text in by_block.items() if "act category_list" in block)
    assert all(one in shown for one in ("OPP-1 200 desks", "OPP? choose", "Follow up: 200 desks (OPP-1)"))
    assert "error" not in shown + second
    history, _, receipt = second.partition("email 1: Which colours?")
    assert "Spring sale" in history
    assert "Which colours?" not in history
    assert "taken off" in receipt
