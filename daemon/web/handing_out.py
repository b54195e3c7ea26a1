"""Files for whoever asks: to be kept, and never shown as a page of ours."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO
from urllib.parse import quote

from starlette.responses import StreamingResponse

PIECE = 1 << 20
ONLY_TO_KEEP = "default-src 'none'; sandbox"


def attached(name: str) -> dict[str, str]:
    """What says of an answer that it is to be kept under that name."""
    quoted = quote(name, safe="")
    named = f'filename="{name}"' if quoted == name else f"filename*=UTF-8''{quoted}"
    return {
        "content-disposition": f"attachment; {named}",
        "content-security-policy": ONLY_TO_KEEP,
        "x-content-type-options": "nosniff",
    }


def handed_out_in_pieces(parts: Iterable[bytes], kind: str, name: str) -> StreamingResponse:
    """What the parts make: written whole first, on disk and in no folder, so that what goes wrong is told."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the answer reads it, and closes it at its end
    try:
        for part in parts:
            file.write(part)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return StreamingResponse(_pieces(file), media_type=kind, headers=attached(name))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
