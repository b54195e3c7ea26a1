"""Addresses have one form, whatever they were written like."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store.addresses import LONGEST, domain_of, legacy_name, normalise, normalise_domain


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Ann@Client.Example", "ann@client.example"),
        ("  ann@client.example\t", "ann@client.example"),
        ("<ann@client.example>", "ann@client.example"),
        ("ann@client.example.", "ann@client.example"),
        ("ann+tag@client.example", "ann+tag@client.example"),
        ("Ann@BÜCHER.example", "ann@xn--bcher-kva.example"),
        ("ann@bu\u0308cher.example", "ann@xn--bcher-kva.example"),  # the same letter in two code points
        ("ann@XN--BCHER-KVA.example", "ann@xn--bcher-kva.example"),
        ("ann@\uff43lient\u3002example", "ann@client.example"),  # full-width, as typed in East Asia
        ("JØRN@client.example", "jørn@client.example"),
        ("STRASSE@x.example", "strasse@x.example"),
        ("ann@under_score.example", "ann@under_score.example"),
        ("ann@[192.0.2.1]", "ann@[192.0.2.1]"),
        ('"Ann Berg"@client.example', '"ann berg"@client.example'),
        ("ann@localhost", "ann@localhost"),
        ("'ann@client.example'", "ann@client.example"),
        ("\u201cann@client.example\u201d", "ann@client.example"),
        ("`ann@client.example\u00b4", "ann@client.example"),
        ("<'ann@client.example'>", "ann@client.example"),
        ("'ann@client.example.'", "ann@client.example"),
        ("mailto:ann@client.example", "ann@client.example"),
        ("MAILTO: 'ann@client.example'", "ann@client.example"),
        ("mailto:ann@client.example?subject=Seats", "ann@client.example"),
        ("SMTP:Ann@client.example", "ann@client.example"),
        ("sip:Ann@client.example", "ann@client.example"),
        ("SIP:ann@client.example", "ann@client.example"),
        ("\u2800ann@\u2800client.example\u2800", "ann@client.example"),
        ("*ann@client.example*", "ann@client.example"),
        ("**ann@client.example**", "ann@client.example"),
        ("*<ann@client.example>*,", "ann@client.example"),
        ("<*ann@client.example*>", "ann@client.example"),
        ("*mailto:ann@client.example*", "ann@client.example"),
        ("/ann@client.example/", "ann@client.example"),
        ("_ann@client.example_", "ann@client.example"),
        ("*ann@client.example", "*ann@client.example"),  # a sign of the address itself
        ("_ann@client.example", "_ann@client.example"),
        ("*a*@client.example", "*a*@client.example"),
        ("ann@client.example;", "ann@client.example"),
        ("(ann@client.example)", "ann@client.example"),
        ("\u200bann@client.example", "ann@client.example"),
        ("ann\u200b@cli\u00adent.exam\u2060ple\ufeff", "ann@client.example"),
        ("\u202aann@client.example\u202c", "ann@client.example"),
        ("\u00a0ann@client.example\u3000", "ann@client.example"),
        ("ann\uff20client.example", "ann@client.example"),
        ('"ann"@client.example', "ann@client.example"),
        ("'\"Ann Berg\"@client.example'", '"ann berg"@client.example'),
        ("o'brien@client.example", "o'brien@client.example"),
        ("a?b@client.example", "a?b@client.example"),
        ("[ann@client.example]", "ann@client.example"),
        ("[mailto:ann@client.example]", "ann@client.example"),
        ("ann@client.example!", "ann@client.example"),
        ("ann@client.example:", "ann@client.example"),
        ("mailto://ann@client.example", "ann@client.example"),
        ("mailto:ann%40client.example", "ann@client.example"),
        ("mailto:%22ann%22@client.example", "ann@client.example"),
        ("ann%40x@client.example", "ann%40x@client.example"),  # not of a link: the sign may be meant
        ("&lt;ann@client.example&gt;", "ann@client.example"),
        ("&quot;ann@client.example&quot;", "ann@client.example"),
        ("&#39;Ann@client.example&#39;", "ann@client.example"),
        ("r&d@client.example", "r&d@client.example"),
        ("a..b@client.example", "a..b@client.example"),  # as some providers gave them out
        ("IMCEASMTP-ann+40client+2Eexample@relay.example", "ann@client.example"),
    ],
)
def test_an_address_has_one_form(written: str, form: str):
    assert normalise(written) == form


@pytest.mark.parametrize(
    "written",
    [
        "",
        "  ",
        "ann",
        "@client.example",
        "ann@",
        "ann@.",
        "undisclosed-recipients:;",
        "/O=FIRM/OU=EXCHANGE/CN=RECIPIENTS/CN=ANN",
        "ann berg@client.example",
        "ann@client example",
        "ann@cli\x00ent.example",
        "ann\x85@client.example",
        "a\ud800@client.example",
        "ann@client.example@relay.example",
        "IMCEAEX-_o=Firm_cn=Recipients_cn=ann@firm.example",
        "ann@client.example, eve@client.example",
        "Ann <ann@client.example>",
        "''@client.example",
        "ann@client..example",
        "ann@client.example/path",
        "ann@[client.example",
        "ann@client.example:25",
        "ann@client.example&x=1",
        "mailto:",
        "ann<x@client.example",
        "a" * LONGEST + "@client.example",
        "a" + "\u0301\u0323" * 500_000 + "@client.example",
    ],
)
def test_what_is_no_address_has_no_form(written: str):
    assert normalise(written) == ""


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("/O=FIRM/OU=FIRST/CN=RECIPIENTS/CN=ANN", "/o=firm/ou=first/cn=recipients/cn=ann"),
        ("EX:/o=Firm/cn=Ann", "/o=firm/cn=ann"),
        ("'/o=Firm/cn=Ann'", "/o=firm/cn=ann"),
        ("IMCEAEX-_O=FIRM_OU=First_CN=Recipients_CN=ann@firm.example", "/o=firm/ou=first/cn=recipients/cn=ann"),
        ("IMCEAEX-_o=Firm_ou=Exchange+20Group+20+28X+29_cn=ann@firm.example", "/o=firm/ou=exchange group (x)/cn=ann"),
        ("ann@client.example", ""),
        ("/home/ann", ""),
        ("", ""),
        ("/o=" + "x" * 5_000, ""),
        ("/o=a\x00b", ""),
    ],
)
def test_an_x500_address_has_one_form(written: str, name: str):
    assert legacy_name(written) == name
    assert legacy_name(name) == name


addresses = st.builds("{}@{}".format, st.text(max_size=20), st.text(max_size=20)) | st.text(max_size=40)


@given(addresses)
@example("ΑΣ@ΑΣ.example")
@example("İ@İ.example")
@example("\u1e9b\u0323@x.example")
@example("ẞ@faß.example")
@example("a@xn--.example")
@example("a@-ü-.example")
@example("<a@x.example>>")
@example("a@x..")
@example('" "@x.example')
@example('"a@b<c"@x.example')
@example("a@.\u00b9")
@example("<\x1f<a@x.example")
@example("a@x.example>.")
@example("mailto:mailto%3Aa@x.example")
@example("mailto:%26lt;a@x.example")
@example("&lt;&amp;lt;a@x.example")
@example("mailto:a%2540x.example")
@example("a@[x]]")
@example("a@x]&gt;]")
def test_a_form_is_its_own_form(written: str):
    assert normalise(normalise(written)) == normalise(written)


@given(addresses)
def test_a_form_can_be_stored_and_indexed(written: str):
    form = normalise(written)

    assert form == "" or (0 < form.index("@") < len(form) - 1)
    assert len(form) <= LONGEST
    assert "\x00" not in form
    form.encode()


def test_a_domain_is_what_follows_the_last_at():
    assert domain_of("ann@client.example") == "client.example"
    assert domain_of('"a@b"@client.example') == "client.example"
    assert domain_of("") == ""


@pytest.mark.row(3)
@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("Fabrikam.example", "fabrikam.example"),
        ("  @fabrikam.example ", "fabrikam.example"),
        ("fabrikam.example.", "fabrikam.example"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("XN--BCHER-kva.example", "xn--bcher-kva.example"),
        ("'fabrikam.example'", "fabrikam.example"),
        ("mailto:@fabrikam.example", "fabrikam.example"),
        ("<fabrikam.example>,", "fabrikam.example"),
        ("", ""),
        ("@", ""),
        ("ann@fabrikam.example", ""),
        ("https://fabrikam.example", ""),
        ("fabrikam.example/about", ""),
        ("a..b", ""),
        ("a b.example", ""),
        ("a,b.example", ""),
        ("*.example", ""),
    ],
)
def test_a_mail_domain_has_the_form_that_addresses_have_it_in(text: str, domain: str):
    assert normalise_domain(text) == domain


@pytest.mark.row(3)
@given(st.text(max_size=40))
def test_a_mail_domain_stays_as_it_is_and_is_that_of_its_addresses(text: str):
    domain = normalise_domain(text)

    assert normalise_domain(domain) == domain
    assert not domain or domain_of(normalise(f"ann@{domain}")) == domain
