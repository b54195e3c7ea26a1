"""The section [files] of the configuration: where the contents of files are kept that people store in the history."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from config.fields import Allowed, Certificates, Command, Secret, Text, WebAddress, Whole
from config.sections import Section

_NEEDED = ("endpoint", "bucket", "key_id", "secret")


class Keep(StrEnum):
    DATABASE = "database"
    FOLDER = "folder"
    S3 = "s3"


class S3Settings(Section):
    """A store that speaks S3. It needs the extra: pip install dealtrail[s3]."""

    endpoint: Annotated[
        WebAddress, Field(description='for s3: the store\'s address, such as "https://s3.eu-north-1.amazonaws.com"')
    ] = ""
    bucket: Annotated[Text, Field(description="for s3: a bucket that is there already")] = ""
    prefix: Annotated[
        str,
        StringConstraints(strip_whitespace=True, pattern=r"^([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*)?$"),
        Field(description='for s3: what all names in the bucket begin with; "": nothing, where it has nothing else'),
        Allowed('letters, digits, dots and hyphens, with slashes between, such as "crm/files"'),
    ] = "dealtrail"
    region: Annotated[Text, Field(min_length=1, description="for s3: where the bucket is, as the store calls it")] = (
        "us-east-1"
    )
    key_id: Annotated[Text, Field(description="for s3: the id of the access key")] = ""
    secret: Annotated[
        Secret, Field(description="for s3: the access key's secret; better kept as the credential files.s3.secret")
    ] = None
    secret_command: Annotated[Command, Field(description="for s3: a program that prints it, in place of secret")] = ()
    ca_file: Annotated[
        Certificates | None,
        Field(description="for s3: a private authority's certificates in PEM form, trusted beside the system's"),
    ] = None


class FilesSettings(Section):
    """Moved between all of them by `dealtrail database move-files`."""

    keep: Annotated[
        Keep,
        Field(description="where the contents of files of the history are kept: in the database, a folder, or by s3"),
    ] = Keep.DATABASE
    path: Annotated[
        str,
        StringConstraints(strip_whitespace=True, pattern=r"^/."),
        Field(description="for folder: where it is; made when it is missing, for this user alone"),
        Allowed("a whole path, which begins with /"),
    ] = "/var/lib/dealtrail/files"
    left_days: Annotated[
        Whole,
        Field(
            ge=1,
            le=3650,
            description="of folder and s3: how long what no file needs any more stays there, for backups of the "
            "database that still name it",
        ),
        Allowed("a whole number of days from 1 to 3650"),
    ] = 7
    s3: S3Settings = S3Settings()


def lacking_for_files(files: FilesSettings) -> Iterator[tuple[str, str]]:
    """What nothing could be kept without, as the key to blame and a sentence."""
    if files.keep is Keep.S3 and (lacking := lacking_of_bucket(files.s3)):
        yield "keep", f"files.keep is s3, which needs {lacking}, in the file, as a variable or as a credential"


def lacking_of_bucket(s3: S3Settings) -> str:
    """The keys without which there is no bucket to work with. A program that tells the secret is not asked."""
    return ", ".join(f"files.s3.{name}" for name in _NEEDED if getattr(s3, name) in (None, ""))
