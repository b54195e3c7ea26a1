#!/usr/bin/python3 -IS
"""`dealtrail-health [WHERE]`: whether the program of this container goes on; what says so is asked, and nothing else.

Without a word it is the service or a worker, at what DEALTRAIL_HEALTH__LISTEN names: /healthz, or the path that is
given. An address that begins with http is anything else that answers, such as the pages of `dealtrail web`: whatever
it answers but a failure of its own is well. It loads nothing of the program, as it is asked for all the time.
"""

import os
import socket
import sys
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

PATIENCE = 5  # seconds


def main(asked: str) -> int:
    is_page = asked.startswith("http://")
    listen = urlsplit(asked).netloc if is_page else os.environ.get("DEALTRAIL_HEALTH__LISTEN", "")
    try:
        status, said = answer_of(listen, urlsplit(asked).path or "/")
    except (OSError, HTTPException, ValueError) as error:
        print(f"{listen or 'DEALTRAIL_HEALTH__LISTEN is not set'}: {error or type(error).__name__}")
        return 1
    print(f"{status}: {listen} answers" if is_page else said)
    return 0 if status < (500 if is_page else 300) else 1


def answer_of(listen: str, path: str) -> tuple[int, str]:
    """What HOST:PORT or a socket answers, its status and its text."""
    with closing(HTTPConnection("localhost" if listen.startswith("/") else listen, timeout=PATIENCE)) as connection:
        if listen.startswith("/"):
            connection.sock = socket.socket(socket.AF_UNIX)
            connection.sock.settimeout(PATIENCE)
            connection.sock.connect(listen)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read(1000).decode(errors="replace").strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "/healthz"))
