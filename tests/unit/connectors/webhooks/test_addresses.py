"""Where webhooks may lead."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from connectors.webhooks.addresses import BadAddress, Target, is_public, target_of


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://erp.us.example/hook", Target("https", "erp.us.example", 443, "/hook")),
        ("https://ERP.us.example.", Target("https", "erp.us.example", 443, "/")),
        ("HTTPS://erp.us.example:8443/a?b=c&d", Target("https", "erp.us.example", 8443, "/a?b=c&d")),
        ("https://xn--bcher-kva.example/", Target("https", "xn--bcher-kva.example", 443, "/")),
        ("https://8.8.8.8/", Target("https", "8.8.8.8", 443, "/")),
        ("https://[2001:4860:4860::8888]:444/x", Target("https", "2001:4860:4860::8888", 444, "/x")),
        ("http://inside/x", Target("http", "inside", 80, "/x")),
        ("http://127.0.0.1:9000/", Target("http", "127.0.0.1", 9000, "/")),
        ("https://[::1]/", Target("https", "::1", 443, "/")),
    ],
)
def test_an_address_is_read_in_its_parts(url: str, target: Target):
    assert target_of(url, ["Inside", "127.0.0.1", "[::1]"]) == target


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "not an address of https"),
        ("erp.us.example/hook", "not an address of https"),
        ("ftp://erp.us.example/", "not an address of https"),
        ("javascript:alert(1)", "not an address of https"),
        ("https://", "not an address of https"),
        ("https:///hook", "not an address of https"),
        ("https://a b.example/", "not written as addresses are"),
        ("https://erp.us.example/\r\nX: y", "not written as addresses are"),
        ("https://erp.us.example\\@evil.example/", "not written as addresses are"),
        ("https://bücher.example/", "not written as addresses are"),
        ("https://bob:secret@erp.us.example/", "has a login in it"),
        ("https://erp.us.example/#part", "has a part after #"),
        ("https://erp.us.example:0/", "names no port"),
        ("https://erp.us.example:99999/", "is not an address"),
        ("https://erp.us.example:http/", "is not an address"),
        ("https://[::1/", "is not an address"),
        ("https://a..example/", "not an address of https"),
        ("http://erp.us.example/", "is not https"),
        ("https://127.0.0.1/", "not public"),
        ("https://169.254.169.254/latest/meta-data", "not public"),
        ("https://[::ffff:10.0.0.1]/", "not public"),
    ],
)
def test_what_no_webhook_can_lead_to_is_said_with_what_to_do(url: str, words: str):
    with pytest.raises(BadAddress) as found:
        target_of(url, ["inside"])
    assert words in found.value.reason
    assert found.value.remedy


def test_a_sentence_about_an_address_names_neither_path_nor_query():
    target = target_of("https://hooks.example:8443/services/T0/secret?key=secret", [])
    assert target.origin == "https://hooks.example:8443"


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 127.9.9.9 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200 0.0.0.0 224.0.0.1
    255.255.255.255 192.0.2.1 198.18.0.1 203.0.113.7 240.0.0.1 192.0.0.192 168.63.129.16
    ::1 :: fe80::1 fc00::1 fd00:ec2::254 fec0::1
    ff02::1 2001:db8::1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::808:808
    2002:7f00:1:: 2002:a00:1:: 2001:0:4136:e378:8000:63bf:3fff:fdd2""".split(),  # noqa: SIM905
)
def test_what_is_not_everybodys_is_not_public(address: str):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_is_everybodys_is_public(address: str):
    assert is_public(ip_address(address))
