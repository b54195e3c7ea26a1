#!/usr/bin/env bash
# In mail people strike words out (Outlook writes <s>, others <del> or a style), and raise numbers. Of what makes text of HTML one expects that
# it loses the look and not the meaning. Seen: inscriptis 2.7.6, which knows styles well enough to leave out what is hidden, and the texts that
# BeautifulSoup 4.15.0, lxml 6.1.3 and selectolax 1.0.2 give have struck words as if they were said: of "We do not accept" with "not" struck
# out all four make the contrary, and of a corrected total two. html2text 2025.4.15 marks <s> and <del>, but no style. 10<sup>6</sup> is 106 in
# all five, and html2text parts a number of which some digits are bold.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
  inscriptis==2.7.6 html2text==2025.4.15 beautifulsoup4==4.15.0 lxml==6.1.3 selectolax==1.0.2
venv/bin/python - > seen <<'PYTHON'
import inscriptis
from bs4 import BeautifulSoup
from html2text import HTML2Text
from lxml import html
from selectolax.lexbor import LexborHTMLParser

MAILS = (
    "<p>We do <s>not</s> accept.</p>",
    '<p>Total: <span style="text-decoration:line-through">1.200</span> 900 EUR</p>',
    "<p>10<sup>6</sup> pieces</p>",
    "<p>Offer 4<b>711</b>5</p>",
    '<p>Hello<span style="display:none"> hidden</span></p>',
)
READERS = {
    "inscriptis": inscriptis.get_text,
    "html2text": HTML2Text(bodywidth=0).handle,
    "BeautifulSoup": lambda mail: BeautifulSoup(mail, "html.parser").get_text(),
    "lxml": lambda mail: html.fromstring(mail).text_content(),
    "selectolax": lambda mail: LexborHTMLParser(mail).body.text(),
}
for name, read in READERS.items():
    print(name, *(read(mail).strip() for mail in MAILS), sep=" | ")
PYTHON
diff seen - <<'EXPECTED'
inscriptis | We do not accept. | Total: 1.200 900 EUR | 106 pieces | Offer 47115 | Hello
html2text | We do ~~not~~ accept. | Total: 1.200 900 EUR | 106 pieces | Offer 4**711** 5 | Hello hidden
BeautifulSoup | We do not accept. | Total: 1.200 900 EUR | 106 pieces | Offer 47115 | Hello hidden
lxml | We do not accept. | Total: 1.200 900 EUR | 106 pieces | Offer 47115 | Hello hidden
selectolax | We do not accept. | Total: 1.200 900 EUR | 106 pieces | Offer 47115 | Hello hidden
EXPECTED
echo "as seen: in the text of HTML struck words are said, and a million is 106"
