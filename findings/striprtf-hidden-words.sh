#!/usr/bin/env bash
# striprtf 0.0.35 makes text of RTF, in which Outlook keeps notes and the bodies of tasks. Of the control words of RTF (specification 1.9.1) one
# expects those that decide what is said to be known to it. Seen:
# - words that are hidden (\v), and words that a tracked change took away (\deleted), stand in the text as if they were said: an old price beside the new;
# - a character above U+FFFF, as in some Japanese names (two \u, for the numbers have 16 bits), is two halves in the text, which no UTF-8 takes:
#   it fails when it is stored;
# - \mac, the file's character set, is not looked at: ü is Ÿ.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check striprtf==0.0.35
venv/bin/python - > seen <<'PYTHON'
from striprtf.striprtf import rtf_to_text

for rtf in (
    r"{\rtf1\ansi We offer {\deleted 900}{\revised 950} EUR.}",
    r"{\rtf1\ansi We offer {\v at most 990: }950 EUR.}",
    r"{\rtf1\mac M\'9fller}",
    r"{\rtf1\ansi M\'fcller}",
):
    print(rtf, "->", rtf_to_text(rtf))
text = rtf_to_text(r"{\rtf1\ansi\uc1 \u-10174?\u-8265?}")
print("U+20BB7 ->", [f"{ord(character):04X}" for character in text])
try:
    text.encode()
except UnicodeEncodeError as error:
    print("to UTF-8:", error.reason)
PYTHON
diff seen - <<'EXPECTED'
{\rtf1\ansi We offer {\deleted 900}{\revised 950} EUR.} -> We offer 900950 EUR.
{\rtf1\ansi We offer {\v at most 990: }950 EUR.} -> We offer at most 990: 950 EUR.
{\rtf1\mac M\'9fller} -> MŸller
{\rtf1\ansi M\'fcller} -> Müller
U+20BB7 -> ['D842', 'DFB7']
to UTF-8: surrogates not allowed
EXPECTED
echo "as seen: striprtf 0.0.35 gives hidden and deleted words as said, and a name's letter in two halves"
