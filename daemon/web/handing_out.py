"""Files that are made for one answer: written whole first, so that what goes wrong is told, then handed out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from starlette.responses import StreamingResponse

PIECE = 1 << 20


def handed_out_in_pieces(parts: Iterable[bytes], kind: str, headers: Mapping[str, str]) -> StreamingResponse:
    """What the parts make, which is on disk as long as it is handed out, and in no folder."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the answer reads it, and closes it at its end
    try:
        for part in parts:
            file.write(part)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return StreamingResponse(_pieces(file), media_type=kind, headers=dict(headers))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
