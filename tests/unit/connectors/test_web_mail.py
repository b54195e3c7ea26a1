"""The address of an item in Outlook on the web, made of what its copy is known by."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.web_mail import WebMail, item_address, of_cloud, of_exchange

DAY = date(2026, 3, 5)


def address(of: WebMail, item_id: str = "AAMkAD=", *, is_appointment: bool = False, conversation: str = "AAQk=") -> str:
    return item_address(of, item_id, is_appointment=is_appointment, conversation=conversation, day=DAY)


@pytest.mark.parametrize(
    ("endpoint", "version", "page", "leads_to"),
    [
        ("https://mail.us.example/EWS/Exchange.asmx", "Exchange2013_SP1", "", "https://mail.us.example/owa/?ItemID="),
        (
            "https://mail.us.example:444/EWS/Exchange.asmx",
            "Exchange2016",
            "",
            "https://mail.us.example:444/owa/?ItemID=",
        ),
        ("https://ews.us.example/EWS", "Exchange2016", "https://owa.us.example/owa/", "https://owa.us.example/owa/?It"),
        ("http://127.0.0.1:8443/EWS/Exchange.asmx", "Exchange2016", "", ""),
        ("https://mail.us.example/EWS/Exchange.asmx", "Exchange2010_SP2", "", ""),
        ("https://mail.us.example/EWS/Exchange.asmx", "Exchange2010_SP2", "https://owa.us.example", ""),
        ("", "Exchange2016", "", ""),
        ("ftp://mail.us.example", "Exchange2016", "", ""),
    ],
)
def test_an_exchange_server_s_page_is_on_its_own_host_over_https(endpoint: str, version: str, page: str, leads_to: str):
    found = address(of_exchange(endpoint, version, page))
    assert found.startswith(leads_to) if leads_to else found == ""


@pytest.mark.parametrize(
    ("endpoint", "page", "leads_to"),
    [
        ("https://graph.microsoft.com/v1.0", "", "https://outlook.office.com/mail/deeplink/readconv/AAQk%3D"),
        ("https://graph.microsoft.us/v1.0", "", "https://outlook.office365.us/mail/deeplink/readconv/AAQk%3D"),
        ("https://graph.microsoft.com.evil.example/v1.0", "", ""),
        ("https://127.0.0.1:8443/v1.0", "", ""),
        (
            "https://127.0.0.1:8443/v1.0",
            "https://mail.us.example",
            "https://mail.us.example/mail/deeplink/readconv/AAQk%3D",
        ),
    ],
)
def test_a_cloud_s_page_is_known_or_said(endpoint: str, page: str, leads_to: str):
    assert address(of_cloud(endpoint, page)) == leads_to


def test_an_appointment_in_the_cloud_opens_on_its_day_and_one_without_a_day_does_not():
    cloud = of_cloud("https://graph.microsoft.com/v1.0")
    assert address(cloud, is_appointment=True) == "https://outlook.office.com/calendar/view/day/2026/3/5"
    assert item_address(cloud, "AAMk", is_appointment=True, conversation="AAQk", day=None) == ""
    assert address(cloud, conversation="") == ""


@given(st.text(min_size=1), st.booleans())
def test_whatever_a_server_calls_an_item_stays_one_value_of_an_address_on_the_same_host(id: str, is_appointment: bool):
    id = id.encode(errors="replace").decode()
    exchange = of_exchange("https://mail.us.example/EWS/Exchange.asmx", "Exchange2016")
    found = urlsplit(address(exchange, id, is_appointment=is_appointment))
    assert (found.scheme, found.netloc, found.path, found.fragment) == ("https", "mail.us.example", "/owa/", "")
    assert parse_qs(found.query, keep_blank_values=True)["ItemID"] == [id]

    cloud = urlsplit(address(of_cloud("https://graph.microsoft.com/v1.0"), conversation=id))
    assert (cloud.netloc, cloud.query, cloud.fragment) == ("outlook.office.com", "", "")
    assert cloud.path.count("/") == 4
