"""What the site has beside `docs/`: the project's own pages at its root, README as the first one.

Everywhere else links lead where they lead in the repository; here they are told as the site has them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

ROOT = Path(__file__).parents[2]
PAGES = {
    "README.md": "index.md",
    "SECURITY.md": "SECURITY.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "LICENSE": "LICENSE.txt",
}
_LINK = re.compile(r"\]\((?![a-z]+:|#)([^)\s]+)\)")


def on_config(config: Any) -> Any:
    """The reasons are all decisions, by name."""
    folder = Path(config["docs_dir"]) / "decisions"
    decisions = [f"decisions/{one.name}" for one in sorted(folder.glob("*.md")) if one.name != "README.md"]
    for chapter in config["nav"]:
        for pages in chapter.values():
            if "decisions/README.md" in pages:
                pages += decisions
    return config


def on_files(files: Any, config: Any) -> Any:
    for name, page in PAGES.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=_LINK.sub(_from_the_root, text)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    if page.file.src_uri in PAGES.values():
        return markdown
    return _LINK.sub(_to_the_root, markdown)


def _from_the_root(link: re.Match[str]) -> str:
    path, hash, anchor = link[1].removeprefix("docs/").partition("#")
    return f"]({PAGES.get(path, path)}{hash}{anchor})"


def _to_the_root(link: re.Match[str]) -> str:
    path, hash, anchor = link[1].partition("#")
    folders, name = path.rpartition("../")[:2], path.rpartition("../")[2]
    return f"]({''.join(folders).removeprefix('../')}{PAGES[name]}{hash}{anchor})" if name in PAGES else link[0]
