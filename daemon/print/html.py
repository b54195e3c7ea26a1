"""A dossier as one HTML page, for the screen and the printer. Whatever it holds is text, never markup."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from daemon.print.dossier import Dossier

_STYLE = """
:root { color-scheme: light dark; --ink: #1d232a; --paper: #fff; --soft: #56616d; --line: #d5dbe1; --pale: #eef1f4; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --paper: #161d24; --soft: #a8b3be; --line: #35414c; --pale: #242e38; } }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; margin: 0 0 .2rem; overflow-wrap: anywhere; } h1 .key { color: var(--soft); font-weight: 400; }
h2 { font-size: 1.05rem; margin: 1.8rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
.remark { display: inline-block; background: var(--pale); border-radius: .3rem; padding: .1rem .5rem; margin: .2rem 0; }
dl { display: grid; grid-template-columns: repeat(2, max-content minmax(8rem, 1fr)); gap: .25rem 1rem; margin: 1rem 0 0; }
dt { color: var(--soft); } dd { margin: 0; white-space: pre-line; overflow-wrap: anywhere; }
p.text { white-space: pre-line; overflow-wrap: anywhere; margin: 0; }
table { border-collapse: collapse; width: 100%; font-size: .93em; }
th { text-align: left; color: var(--soft); font-weight: 600; }
th, td { padding: .3rem .6rem .3rem 0; vertical-align: top; overflow-wrap: anywhere; border-bottom: 1px solid var(--line); }
.number { text-align: right; white-space: nowrap; }
tfoot td { font-weight: 600; border-bottom: 0; }
footer { margin-top: 2rem; color: var(--soft); font-size: .85em; }
@media screen and (max-width: 40rem) { /* on a phone tables are as wide as their words, and pushed aside */
  body { margin: 1rem auto; padding: 0 1rem; }
  dl { grid-template-columns: minmax(6rem, auto) 1fr; }
  table { display: block; overflow-x: auto; } th, td { min-width: 6rem; overflow-wrap: break-word; }
}
@media print { :root { color-scheme: light; } body { margin: 0; max-width: none; font-size: 10.5pt; } tr, dt, dd { break-inside: avoid; } h2 { break-after: avoid; } }
"""  # noqa: E501 - a style keeps its own lines
_OF_STYLE = b64encode(sha256(_STYLE.encode()).digest()).decode()
# What a browser may do with the page: it has this style, and nothing else.
POLICY = f"default-src 'none'; style-src 'sha256-{_OF_STYLE}'"

_PAGE = """\
<!DOCTYPE html>
<html lang="{{ dossier.language }}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ dossier.key }} {{ dossier.title }}</title>
<style>{{ style|safe }}</style>
</head>
<body>
<h1><span class="key">{{ dossier.key }}</span> {{ dossier.title }}</h1>
{% if dossier.remark %}<div class="remark">{{ dossier.remark }}</div>{% endif %}
<dl>
{% for name, value in dossier.fields %}<dt>{{ name }}</dt><dd>{{ value }}</dd>
{% endfor %}</dl>
{% for heading, text in dossier.texts %}<h2>{{ heading }}</h2>
<p class="text">{{ text }}</p>
{% endfor %}
{% for table in dossier.tables %}<h2>{{ table.heading }}</h2>
<table>
<thead><tr>{% for column in table.columns %}<th{% if loop.index0 in table.numeric %} class="number"{% endif %}>{{ column }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in table.rows %}<tr>{% for cell in row %}<td{% if loop.index0 in table.numeric %} class="number"{% endif %}>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</tbody>
{% if table.footer %}<tfoot><tr>{% for cell in table.footer %}<td class="number">{{ cell }}</td>{% endfor %}</tr></tfoot>{% endif %}
</table>
{% endfor %}
<footer>{{ dossier.printed }}</footer>
</body>
</html>
"""  # noqa: E501 - a page of HTML keeps its own lines


def page(dossier: Dossier) -> str:
    """The whole page: it refers to nothing outside itself, and a browser is told to load and run nothing."""
    from jinja2 import Environment, StrictUndefined  # slow to load, and only printing needs it

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=False)
    return environment.from_string(_PAGE).render(dossier=dossier, style=_STYLE, policy=POLICY)
