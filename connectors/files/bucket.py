"""A bucket of a store that speaks S3: Amazon's, MinIO, Ceph, Garage, and what providers rent out as that."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_chain, wait_random

from connectors.agent import USER_AGENT
from connectors.files import NotThere, PlaceFails

R = TypeVar("R")

ATTEMPTS = 4
LONGEST = timedelta(minutes=5)  # one request, with all it carries
SILENCE = timedelta(seconds=20)  # after which nobody is there any more
_STATUS = re.compile(r"status code: (\d{3})|status (\d{3})\b|\b(\d{3}) (?:Forbidden|Unauthorized|Service|Internal)")
_CODE = re.compile(r"<Code>(\w{1,40})</Code>")
_REMEDIES = {
    "AccessDenied": "let this key read, write, remove and list there",
    "AuthorizationHeaderMalformed": "correct files.s3.region",
    "InvalidAccessKeyId": "correct files.s3.key_id",
    "NoSuchBucket": "make the bucket, or correct files.s3.bucket",
    "PermanentRedirect": "correct files.s3.region and files.s3.endpoint",
    "RequestTimeTooSkewed": "set this machine's clock right",
    "SignatureDoesNotMatch": "correct files.s3.secret",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a bucket is, and how it lets in."""

    endpoint: str
    bucket: str
    prefix: str
    region: str
    key_id: str
    secret: str = field(repr=False)
    ca_file: Path | None = None


class Bucket:
    """For any number of threads. Each request is tried again by us, and not by the library: names are never used twice,
    so doing it again does no harm. Between two tries it waits by `sleep`.
    """

    def __init__(
        self, address: Address, *, silence: timedelta = SILENCE, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._address, self._sleep = address, sleep
        client: Any = {  # whose keys the library wants to know one by one
            "allow_http": address.endpoint.startswith("http:"),
            "connect_timeout": silence,
            "read_timeout": silence,
            "timeout": LONGEST,
            "user_agent": USER_AGENT,
        }
        if address.ca_file is not None:
            client["root_certificate"] = address.ca_file.read_bytes()
        self._store = S3Store(
            address.bucket,
            prefix=address.prefix or None,
            endpoint=address.endpoint,
            region=address.region,
            access_key_id=address.key_id,
            secret_access_key=address.secret,
            virtual_hosted_style_request=False,
            client_options=client,
            retry_config={"max_retries": 0, "retry_timeout": LONGEST},
        )

    @property
    def told(self) -> str:
        return f"bucket {self._address.bucket} of {self._address.endpoint}"

    def put(self, name: str, content: bytes) -> None:
        self._trying(lambda: obstore.put(self._store, name, content, use_multipart=False))

    def get(self, name: str, largest: int) -> bytes:
        def read() -> bytes:
            answer = obstore.get(self._store, name)
            if answer.meta["size"] > largest:
                return bytes(obstore.get_range(self._store, name, start=0, end=largest + 1))
            return bytes(answer.bytes())

        return self._trying(read)

    def remove(self, name: str) -> None:
        try:
            self._trying(lambda: obstore.delete(self._store, name))
        except NotThere:
            return

    def names(self) -> Iterator[str]:
        found = obstore.list(self._store)
        while page := self._trying(lambda: next(found, None)):
            yield from (one["path"] for one in page)

    def open_to_others(self) -> str:
        return ""  # whom a bucket lets in is not told by all stores

    def _trying(self, ask: Callable[[], R]) -> R:
        again = Retrying(
            sleep=self._sleep,
            retry=retry_if_exception(lambda failure: isinstance(failure, PlaceFails) and failure.is_passing),
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_chain(wait_random(0.3, 0.6), wait_random(1, 2), wait_random(3, 5)),
            reraise=True,
        )
        answer: R = again(self._asked, ask)
        return answer

    def _asked(self, ask: Callable[[], R]) -> R:
        """What the library says is not handed on: it repeats what the server said, which may be anything."""
        try:
            return ask()
        except FileNotFoundError as failure:
            if (code := _code(failure)) in _REMEDIES:  # a bucket that is not there answers like a file that is not
                raise PlaceFails(self.told, f"the server answers {code}", _REMEDIES[code]) from None
            raise NotThere from None
        except (BaseError, ValueError, OSError) as failure:
            raise self._failed(failure) from None

    def _failed(self, failure: Exception) -> PlaceFails:
        said = str(failure)
        code = _code(failure)
        found = _STATUS.search(said)
        status = next(filter(None, found.groups()), "") if found else ""
        if code in _REMEDIES or status in ("400", "401", "403"):
            remedy = _REMEDIES.get(code, "correct files.s3.key_id and files.s3.secret, or the key's rights there")
            return PlaceFails(self.told, f"the server answers {' '.join(filter(None, (status, code)))}", remedy)
        if status:
            told = f"the server answers {' '.join(filter(None, (status, code)))}"
            return PlaceFails(self.told, told, "it is tried again", is_passing=status[0] == "5" or status == "429")
        told = "there is no usable answer"
        if "kind: Timeout" in said:
            told = "the server does not answer in time"
        elif "certificate" in said.lower():
            remedy = "name its authority in files.s3.ca_file"
            return PlaceFails(self.told, "its certificate is not of a trusted authority", remedy)
        return PlaceFails(self.told, told, "it is tried again", is_passing=True)


def _code(failure: Exception) -> str:
    found = _CODE.search(str(failure))
    return found[1] if found else ""
