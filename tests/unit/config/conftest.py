from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from tests.unit.config.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def an_authority(tmp_path: Path) -> Callable[[], Path]:
    """A file with a certificate authority's certificate in it."""

    def make() -> Path:
        file = tmp_path / "ca.pem"
        trustme.CA().cert_pem.write_to_path(str(file))
        return file

    return make
