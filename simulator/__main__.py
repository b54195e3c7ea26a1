"""`python -m simulator --port 8443 --mailbox bob@us.example=PASSWORD --load bob@us.example=PATH [--tls]`."""

from __future__ import annotations

import argparse
from pathlib import Path

from simulator.command import serve


def _pair(text: str) -> tuple[str, str]:
    address, separator, value = text.partition("=")
    if not separator or "@" not in address or not value:
        raise argparse.ArgumentTypeError(f"{text!r} is not ADDRESS=VALUE")
    return address, value


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m simulator", description="An Exchange Server stand-in on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0 (the default) takes a free one")
    parser.add_argument("--mailbox", type=_pair, action="append", required=True, metavar="ADDRESS=PASSWORD")
    parser.add_argument("--load", type=_pair, action="append", default=[], metavar="ADDRESS=PATH")
    parser.add_argument("--tls", action="store_true", help="with a certificate of its own authority")
    parser.add_argument("--zone", default="UTC", help="the mailboxes' time zone")
    parser.add_argument("--messages", type=int, default=0, help="make up so many messages in each mailbox")
    parser.add_argument("--appointments", type=int, default=0, help="and so many appointments")
    parser.add_argument("--schema", type=Path, help="a folder with messages.xsd: check every request and answer")
    given = parser.parse_args()
    return serve(
        given.port,
        given.mailbox,
        given.load,
        given.tls,
        schema_dir=given.schema,
        zone=given.zone,
        messages=given.messages,
        appointments=given.appointments,
    )


if __name__ == "__main__":
    raise SystemExit(main())
