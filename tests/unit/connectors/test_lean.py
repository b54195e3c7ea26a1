"""What a service loads of the libraries that it uses, and that the rest is there for whoever wants it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

SERVICE = "import sys, daemon.service.loop, connectors.ews.mailbox\n"

# Loaded once; each program that it reads runs in a copy of it, as in a service that has just started.
COPIES = """
import os
print("loaded", flush=True)
for line in sys.stdin:
    if not os.fork():
        exec(eval(line))
        sys.stdout.flush()
        os._exit(0)
    print("ended", os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
"""

Says = Callable[[str], str]


@pytest.fixture(scope="module")
def says() -> Iterator[Says]:
    """What a program prints where a service is loaded."""
    command = [sys.executable, "-c", SERVICE + COPIES]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as service:
        asks, answers = service.stdin, service.stdout
        assert asks
        assert answers
        assert answers.readline() == "loaded\n"

        def said(program: str) -> str:
            print(repr(program), file=asks, flush=True)
            lines: list[str] = []
            for line in answers:
                if line.startswith("ended "):
                    assert line == "ended 0\n", lines
                    return "".join(lines).strip()
                lines.append(line)
            raise AssertionError(f"it ended itself: {lines}")

        yield said
        asks.close()


def test_a_service_loads_nothing_to_find_servers_or_to_paint(says: Says) -> None:
    unused = (
        "spnego",
        "cryptography",
        "dns",
        "pygments",
        "rich",
        "exchangelib.autodiscover",
        "msal",
        "httpx2",
        "msgspec",
        "asyncio",
        "charset_normalizer",
        "greenlet",
        "sqlalchemy.dialects.postgresql",  # a kind of database loads its own dialect
    )

    assert says(f"print([one for one in {unused!r} if one in sys.modules])") == "[]"


def test_what_an_answer_is_written_in_is_guessed_where_it_does_not_say(says: Says) -> None:
    program = """
from requests import Response
answer = Response()
answer._content = "größer und schöner, für alle".encode("utf-16")
print(answer.text, "charset_normalizer" in sys.modules)
"""

    assert says(program) == "größer und schöner, für alle True"


def test_a_login_by_ntlm_is_the_librarys_own(says: Says) -> None:
    program = """
from exchangelib.transport import NTLM, get_auth_instance
print(type(get_auth_instance(NTLM, username="bob", password="secret")).__module__, "spnego" in sys.modules)
"""

    assert says(program) == "requests_ntlm.requests_ntlm True"


def test_properties_that_are_worked_out_once_load_what_is_asynchronous_only_for_functions_that_are(says: Says) -> None:
    program = """
import cached_property
class Mailbox:
    asked = 0
    @cached_property.cached_property
    def folder(self):
        self.asked += 1
        return self.asked
    @cached_property.cached_property
    async def page(self):
        return 5
one = Mailbox()
print(one.folder, one.folder, "asyncio" in sys.modules)
async def waits():
    return await one.page
import asyncio
print(asyncio.run(waits()), cached_property.asyncio.Future is asyncio.Future)
"""

    assert says(program).split() == ["1", "1", "False", "5", "True"]


def test_what_was_left_out_is_loaded_whole_by_whoever_imports_it(says: Says) -> None:
    program = """
import pygments.lexers.html, rich.traceback
from exchangelib.autodiscover import Autodiscovery
print(Autodiscovery.__name__, pygments.lexers.html.XmlLexer.name, rich.traceback.Traceback.__name__)
"""

    assert says(program) == "Autodiscovery XML Traceback"


MODEL = """
import sys, daemon, sqlalchemy, sqlalchemy.dialects.sqlite
from pydantic import BaseModel
class Model(BaseModel):
    number: int
"""


def alone(program: str) -> str:
    """The same where no service is loaded."""
    done = subprocess.run([sys.executable, "-c", MODEL + program], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_a_command_loads_nothing_asynchronous_and_looks_for_no_plugins() -> None:
    unused = ("asyncio", "concurrent.futures", "importlib.metadata", "email")

    assert alone(f"print(Model(number=1).number, [one for one in {unused!r} if one in sys.modules])") == "1 []"


def test_what_is_loaded_later_is_what_it_is_for_whoever_asks() -> None:
    program = """
from sqlalchemy.util import compat, concurrency
async def waits():
    return 5
one = waits()
print(concurrency.iscoroutine(one), concurrency.iscoroutine(5))
print(len(compat.importlib_metadata_get("console_scripts")) > 0)
import asyncio, importlib.metadata
print(concurrency.is_exit_exception(asyncio.TimeoutError()), concurrency.is_exit_exception(ValueError()))
print(asyncio.run(one), importlib.metadata.version("sqlalchemy") == sqlalchemy.__version__)
"""

    assert alone(program).split() == ["True", "False", "True", "True", "False", "5", "True"]


def test_what_is_loaded_already_is_left_alone() -> None:
    program = "import sys, requests_ntlm, rich\n"
    ends = "import structlog.dev; print(structlog.dev.rich is rich, sys.modules['requests_ntlm'] is requests_ntlm)"
    done = subprocess.run(
        [sys.executable, "-c", program + SERVICE + ends], check=True, capture_output=True, text=True
    ).stdout

    assert done.strip() == "True True"
