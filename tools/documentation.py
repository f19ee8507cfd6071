"""``make docs``: the pages under ``docs/`` and the front page, as HTML in ``build/docs``.

Links between the pages are followed; with ``--check`` nothing is written, and a link that leads nowhere ends with 1.
"""

import re
import shutil
import sys
from html import escape
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "build" / "docs"
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>
body {{ font: 1.0625rem/1.5 "Source Sans 3", system-ui, sans-serif; max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem }}
pre, table {{ overflow-x: auto; display: block; font-size: .9rem }}
td, th {{ text-align: start; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #ccc }}
img {{ max-width: 100% }}
</style>
<nav><a href="{home}">kpcs</a></nav>
{body}
</html>
"""


def pages() -> list[Path]:
    """All pages, the front page first."""
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("**/*.md"))]


def anchor(heading: str) -> str:
    """The name that readers of Markdown give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def parsed(page: Path) -> list[Token]:
    """The page's tokens, with an id on every heading."""
    tokens = MarkdownIt("commonmark").enable("table").parse(page.read_text("utf-8"))
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor(inline.content))
    return tokens


def links(tokens: list[Token]) -> list[Token]:
    """The tokens that point somewhere else."""
    inside = [child for token in tokens for child in token.children or ()]
    return [token for token in inside if token.type in ("link_open", "image")]


def faults(page: Path) -> list[str]:
    """The links of a page that lead to no file, or to no heading of it."""
    found = []
    for token in links(parsed(page)):
        link = str(token.attrGet("href") or token.attrGet("src"))
        parts = urlsplit(link)
        if parts.scheme:
            continue
        target = page.parent / unquote(parts.path) if parts.path else page
        there = target.exists()
        headings = {str(token.attrGet("id")) for token in parsed(target)} if there and target.suffix == ".md" else set()
        if not there or (parts.fragment and headings and parts.fragment not in headings):
            found.append(f"{page.relative_to(ROOT)}: {link} leads nowhere")
    return found


def write(page: Path) -> None:
    """One page as HTML, with links to pages turned to their HTML and pictures beside it."""
    tokens = parsed(page)
    target = TARGET / page.relative_to(ROOT).with_suffix(".html")
    target.parent.mkdir(parents=True, exist_ok=True)
    for token in links(tokens):
        if link := token.attrGet("href"):
            if not urlsplit(str(link)).scheme:
                token.attrSet("href", re.sub(r"\.md(?=$|#)", ".html", str(link)))
        else:
            picture = (page.parent / str(token.attrGet("src"))).resolve()
            copy = TARGET / picture.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(picture, copy)
    title = next((after.content for token, after in pairwise(tokens) if token.tag == "h1"), "kpcs")
    depth = len(page.relative_to(ROOT).parts) - 1
    body = MarkdownIt("commonmark").enable("table").renderer.render(tokens, MarkdownIt().options, {})
    target.write_text(PAGE.format(title=escape(title), home="../" * depth + "README.html", body=body), "utf-8")


def main(arguments: list[str]) -> int:
    """Write all pages, or with ``--check`` none; 1 when a link leads nowhere."""
    broken = [line for page in pages() for line in faults(page)]
    print("\n".join(broken))
    if broken or arguments == ["--check"]:
        return 1 if broken else 0
    shutil.rmtree(TARGET, ignore_errors=True)
    for page in pages():
        write(page)
    shutil.copyfile(ROOT / "LICENSE", TARGET / "LICENSE")
    print(f"{len(pages())} pages, from {TARGET.relative_to(ROOT) / 'README.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
