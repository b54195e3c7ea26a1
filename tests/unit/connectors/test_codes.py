"""Whatever code a server answers with, a person is told what it means and what to do."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from lxml import etree
from pydantic import SecretStr

from connectors.errors import (
    AccessRefused,
    Conflict,
    CredentialsRefused,
    FolderGone,
    ItemGone,
    MailboxError,
    NotSupported,
    Refused,
    UnknownMailbox,
    Unreachable,
)
from connectors.ews.server import Server
from connectors.ews.wire import codes
from connectors.ews.wire.errors import error_for
from tests.simulated import schema_dir

BOB = "bob@us.example"
SERVER = Server("https://mail.us.example/EWS/Exchange.asmx", "basic", username=BOB, password=SecretStr("secret"))
CLASSES = (
    *(codes.NO_MAILBOX, codes.NO_ACCESS, codes.NO_LOGIN, codes.NO_CURSOR, codes.NO_FOLDER, codes.NO_ITEM),
    *(codes.CHANGED, codes.PASSING, codes.OTHER_VERSION),
)


@pytest.mark.parametrize(
    ("code", "kind", "told"),
    [
        ("ErrorCannotFindUser", UnknownMailbox, "no mailbox of this address"),
        ("ErrorMailRecipientNotFound", UnknownMailbox, "no mailbox of this address"),
        ("ErrorAccountSuspend", CredentialsRefused, "does not take the login"),
        ("ErrorInvalidExchangeImpersonationHeaderData", AccessRefused, "no right to this mailbox"),
        ("ErrorChangeKeyRequiredForWriteOperations", Conflict, "somebody else changed the item"),
        ("ErrorParentFolderNotFound", FolderGone, "the folder is not there any more"),
        ("ErrorInvalidId", ItemGone, "the item is not there any more"),
        ("ErrorInsufficientResources", Unreachable, "cannot answer now"),
        ("ErrorQuotaExceeded", Refused, "the mailbox is full (ErrorQuotaExceeded); make room in it"),
        ("ErrorItemCorrupt", Refused, "damaged in the mailbox"),
        ("ErrorVirusDetected", Refused, "virus scanner"),
        ("ErrorItemSavePropertyError", Refused, "could not save it"),
        ("ErrorUpdatePropertyMismatch", NotSupported, "please report it"),
        ("ErrorWeatherServiceDisabled", Refused, "refused (ErrorWeatherServiceDisabled); look the code up"),
        ("ErrorThatNobodyKnows", Refused, "refused (ErrorThatNobodyKnows); look the code up"),
        ("", Refused, "does not say why"),
    ],
)
def test_a_code_has_a_class_and_a_sentence(code: str, kind: type[MailboxError], told: str) -> None:
    failure = error_for(code, BOB, SERVER)

    assert type(failure) is kind
    assert told in str(failure)


def test_no_code_has_two_classes() -> None:
    assert not [sorted(one & other) for one, other in combinations(CLASSES, 2) if one & other]


def test_every_code_of_the_schema_is_told_with_its_subject_and_what_it_means() -> None:
    folder = schema_dir()
    if folder is None:
        pytest.skip("Microsoft's schema is not at hand")
    names = etree.parse(Path(folder) / "messages.xsd").xpath(
        "//*[@name='ResponseCodeType']//*[local-name()='enumeration']/@value"
    )

    told = {name: error_for(str(name), BOB, SERVER) for name in names if name != "NoError"}

    assert len(told) > 500
    assert all(failure.subject == BOB and failure.reason for failure in told.values())
    assert [name for name, one in told.items() if type(one) is Refused and not one.remedy] == []
    assert {code for known in CLASSES for code in known} - set(names) <= {
        *("ErrorImpersonationRequired", "ErrorMailboxCrossSiteAccess", "ErrorServiceUnavailable"),
        "ErrorConnectionFailedTransientError",
    }
