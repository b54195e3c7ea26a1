"""Bodies as people read them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from daemon.text.html import TAGS, text_of
from daemon.text.readable import LONGEST, readable
from tests.unit.daemon.text.bombs import HTML, PLAIN

CASES = {
    "paragraphs": ("<p>One</p><p>two</p>", "One\n\ntwo"),
    "lines": ("One<br>two<div>three</div>four", "One\ntwo\nthree\nfour"),
    "an empty line": ("<div>One</div><div><br></div><div>two</div>", "One\n\ntwo"),
    "Word's paragraphs": ("<p class=MsoNormal>One<o:p></o:p></p><p class=MsoNormal>two</p>", "One\ntwo"),
    "white space": ("<p>One\r\n   two</p>\n\n", "One two"),
    "words in parts": ("<b>O</b>ne <i>two</i> <u> three</u>", "One two three"),
    "text as it is": ("<pre>\na\n  b\n\nc\n</pre>d", "a\n  b\n\nc\n\nd"),
    "entities": ("R&amp;D &lt;3 caf&eacute; &#8364;", "R&D <3 café €"),
    "an item with a number of its own": (
        "<ol><li>a<li value=3>b<li>c</ol><ol start='-1'><li>d<li VALUE=\" 7 \">e</ol>",
        "1. a\n3. b\n4. c\n\n-1. d\n7. e",
    ),
    "an item with a number where none count": ("<ul><li value=3>a</ul><ol><li data-value=3>b</ol>", "- a\n\n1. b"),
    "a list": ("<ul><li>one<li>two<ol start=3><li>x</ol></ul>", "- one\n- two\n  3. x"),
    "a table": (
        "<table><tr><td><p>Item</p></td><td><p>Qty</p></td></tr><tr><td>Seat<td>200</table>",
        "Item  Qty\nSeat  200",
    ),
    "a cell's end without a cell": ("a<br></td>b", "a\nb"),
    "text between cells": ("<table><tr><td>a</td>b<td>c</table>d", "a  b  c\n\nd"),
    "a quote": ("Yes<blockquote type=cite>One<br>two</blockquote>no", "Yes\n\n> One\n> two\n\nno"),
    "an indent": ("Yes<blockquote>one</blockquote>no", "Yes\n\none\n\nno"),
    "a link": ('<a href="https://x.example/?a=1&amp;b=2">our offer</a>!', "our offer <https://x.example/?a=1&b=2>!"),
    "a link that says its address": ('<a href="http://www.x.example/">x.example</a>', "x.example"),
    "a mail address": ('<a href="mailto:ann@x.example">ann@x.example</a>', "ann@x.example"),
    "a link inside the page": ('<a href="#top">top</a> <a href="javascript:x()">go</a>', "top go"),
    "a link that is a picture": ('<a href="https://x.example/"><img src="https://x.example/p" alt=""></a>a', "a"),
    "a tracking pixel": ('a<img src="https://x.example/open?id=1" width=1 height=1>', "a"),
    "a script": ('<script>if (a<b) document.write("</p>")</script>a', "a"),
    "a style": ("<head><title>t</title><style>p{}</style></head><body>a", "a"),
    "a preheader": ('<div style="display: none; max-height:0">Deals!<div>x</div></div>a', "a"),
    "a hidden element": ('<p hidden class="x">b</p>a<p style="overflow: hidden">c</p>', "a\n\nc"),
    "a word that is struck out": ("<p>We <del>do not</del> take it", "We ~~do not~~ take it"),
    "a price that is struck out": ("<s>1.200</s> <b>900</b> EUR", "~~1.200~~ 900 EUR"),
    "words in parts that are struck out": ("a<strike> b<s>c</s> d </strike>e", "a ~~bc d~~ e"),
    "words struck out by their style": (
        '<p style="text-decoration: line-through">one<span>two<br>three</span></p>four',
        "~~onetwo~~\n~~three~~\n\nfour",
    ),
    "a struck element within another of its name": (
        '<div style="text-decoration:line-through">a<div>b</div>c</div>d',
        "~~a~~\n~~b~~\n~~c~~\nd",
    ),
    "a strike over paragraphs": ("<p><s>one<p>two</s> three", "~~one~~\n\n~~two~~ three"),
    "a strike without an end": ("one <s>two", "one ~~two~~"),
    "a strike over nothing": ("one<s> </s>two<del></del>", "one two"),
    "a struck link": ('<s><a href="https://x.example/">offer</a></s>', "~~offer <https://x.example/>~~"),
    "items done": ("<ul><li><s>one</s><li>two</ul>", "- ~~one~~\n- two"),
    "a quoted strike": ("<blockquote type=cite><s>one</s></blockquote>", "> ~~one~~"),
    "powers": ("10<sup>6</sup> m<sup>2</sup>, s<sup>-1</sup>", "10\u2076 m\u00b2, s\u207b\u00b9"),
    "a footnote": ("price<sup>1</sup>", "price\u00b9"),
    "raised letters": ("1<sup>st</sup>", "1st"),
    "a comment": ("a<!-- b --><!--[if mso]><p>c</p><![endif]-->d<![if !mso]>e<![endif]>", "ade"),
    "a sign": ("1 <2 and a< b <3", "1 <2 and a< b <3"),
    "a bracket in a value": ("<a title='a > b'>x</a><p title=\"c > d\">y</p>", "b'>x\n\ny"),
    "an end that is missing": ('<p style="display:none">a<p>b', "a\n\nb"),
    "a tag that is cut": ("a<p class=", "a<p class="),
}


@pytest.mark.parametrize("name", CASES)
def test_html_reads_as_it_shows(name: str):
    html, text = CASES[name]

    assert readable(html, is_html=True) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Dear Bob,\r\n\r\nyes\x00.\r\n", "Dear Bob,\n\nyes."),
        ("one\n\n\n\n\ntwo   \n", "one\n\ntwo"),
        ("a\xa0b\u2009c\u3000d", "a b c d"),
        ("zero\u200bwidth\ufeff, so\xadft, \u202eright\u202c to left", "zerowidth, soft, right to left"),
        ("\u034f\u200c \u034f\u200c \u034f\u200c Hello", "Hello"),
        (
            "\u0645\u06cc\u200c\u062e\u0648 \U0001f468\u200d\U0001f469",
            "\u0645\u06cc\u200c\u062e\u0648 \U0001f468\u200d\U0001f469",
        ),
        ("half \ud800 a pair", "half  a pair"),
        ("a\u2028b\x85c\x0bd", "a\nb\nc\nd"),
        ("Ann\n[cid:image001.png@01DB.1234]\nSales", "Ann\n\nSales"),
        ("  indented\n    more", "indented\n    more"),
        ("a <b> c", "a <b> c"),
    ],
)
def test_plain_text_loses_what_nobody_sees(body: str, text: str):
    assert readable(body, is_html=False) == text


def test_html_that_the_server_calls_text_is_html():
    body = "<!DOCTYPE html>\r\n<html><body><p>Yes</p></body></html>"

    assert readable(body, is_html=False) == "Yes"


def test_what_comes_after_too_many_tags_is_cut():
    html = "".join(f"<b>{n} </b>" for n in range(TAGS))

    assert readable(html, is_html=True).endswith(f" {TAGS // 2 - 1}")


MARKUP = st.sampled_from(
    [
        *("<p>", "</p>", "<div style='display:none'>", "</div>", "<br>", "<table><tr><td>", "</td>", "<pre>", "</pre>"),
        *("<ul>", "<li>", "</ul>", "<blockquote type=cite>", "</blockquote>", "<a href=http://x.example>", "</a>"),
        *("<!--", "-->", "<script>", "</script>", "<", ">", '"', "'", "&", "&amp;", "&#9;", "&#x1F468;", "\u200d"),
        *("\n", "[cid:x]", " ", "\t", "\xa0"),
    ]
)
ANYTHING = st.lists(MARKUP | st.text(max_size=20), max_size=30).map("".join)


@given(ANYTHING, st.booleans())
@example("[cid:a[cid:x]b]", False)
@example("\u0627\u200d[cid:x]", False)
def test_any_body_becomes_clean_text_that_stays_as_it_is(body: str, is_html: bool):
    text = readable(body, is_html)

    assert text == text.strip()
    assert "\n\n\n" not in text
    assert all(c.isprintable() or c in "\n\t\u200c\u200d" or ord(c) > 127 for c in text)
    text.encode()  # holds no half of a pair
    assert readable(f"x\n{text}", is_html=False) == f"x\n{text}".strip()


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<td style="font-size:0"><div style="font-size:14px">Yes</div></td>', "Yes"),
        ('<td style="font-size:0px;"><span style="font: bold 12pt Arial">Yes</span></td>', "Yes"),
        ('<div style="font-size:0">gap<p style="font-size:1rem">Yes</p>gap</div><p>Bob</p>', "Yes\n\nBob"),
        ('<div style="font-size:0"><font size=3>Yes</font>gap</div>Bob', "Yes\nBob"),
        ('<div style="font-size:0"><div style="font-size:small">Yes <div>and no</div></div>gap</div>', "Yes\nand no"),
        ('<div style="font-size:0"><div style="font-size:100%">gap</div></div>Bob', "Bob"),
        ('<div style="font-size:0"><div style="font-size:0.0px">gap</div></div>Bob', "Bob"),
        ('<div style="font-size:0">gap<b>gap</b></div>Bob', "Bob"),
        ('<div style="display:none;font-size:0"><span style="font-size:12px">gap</span></div>Bob', "Bob"),
        ('<div style="max-height:0;overflow:hidden"><span style="font-size:12px">gap</span></div>Bob', "Bob"),
        ('<div style="font-size:0"><p style="font-size:12px;display:none">gap</p></div>Bob', "Bob"),
        ('<div style="font-size:0"><i style="font-size:9px">A<i style="font-size:0">gap</i>B</i>gap</div>C', "AB\nC"),
        ('<div style="font-size:10px">Yes</div>', "Yes"),
    ],
)
def test_letters_of_no_size_hide_what_gives_them_none(html: str, shown: str):
    assert readable(html, is_html=True) == shown


WORDS = st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=8)
SHOWN = st.recursive(
    st.lists(WORDS, min_size=1, max_size=4).map(lambda words: (" ".join(words), words)),
    lambda inner: st.tuples(
        st.sampled_from(["p", "div", "b", "td", "li", "pre", "blockquote", "h1", "span"]), st.lists(inner, max_size=4)
    ).map(
        lambda made: (
            f"<{made[0]}> " + " ".join(html for html, _ in made[1]) + f" </{made[0]}>",
            [word for _, words in made[1] for word in words],
        )
    ),
)


@given(SHOWN)
def test_all_words_that_are_shown_are_there_in_their_order(page: tuple[str, list[str]]):
    html, words = page

    assert text_of(html).split() == words


@pytest.mark.sampled(one_in=4)
@pytest.mark.parametrize("bomb", [*HTML.values(), *PLAIN.values()], ids=[*HTML, *PLAIN])
@pytest.mark.parametrize("is_html", [True, False])
def test_a_hostile_body_becomes_no_more_than_is_kept(bomb: str, is_html: bool):
    text = readable(bomb * 2, is_html)

    assert len(text) <= LONGEST
