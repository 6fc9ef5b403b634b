"""A page that shows drawn pictures side by side: a row a screen, a column a form."""

from __future__ import annotations

from html import escape
from pathlib import Path

SMALL = "small"
"""The folder of the page's own small pictures."""

LONGEST = 420
"""Pixels of a small picture's longer side."""

STYLE = """
:root { color-scheme: light dark; font: 15px/1.4 Inter, system-ui, sans-serif; }
body { margin: 0; padding: 24px 32px; }
body { background: light-dark(#F4F3F0, #0E1412); color: light-dark(#17201D, #EAF0ED); }
h1 { font-size: 26px; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 32px 0 8px; }
p, figcaption { color: light-dark(#5A6662, #A3B1AB); margin: 0; font-size: 13px; }
section { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-end; }
figure { margin: 0; }
img { display: block; margin-bottom: 6px; border-radius: 10px; }
img { outline: 1px solid light-dark(#E3E1DB, #2A3532); }
a:focus-visible img { outline: 3px solid #0F5C4A; }
"""


def write_index(
    folder: Path, screens: tuple[str, ...], forms: tuple[str, ...], title: str = "Screens of the tablet app"
) -> Path:
    """The page shows whatever of these screens and forms the folder holds, and is at the path given back."""
    rows = []
    for screen in screens:
        drawn = [form for form in forms if (folder / screen / f"{form}.png").exists()]
        if drawn:
            figures = "".join(_figure(folder, screen, form) for form in drawn)
            rows.append(f"<h2>{escape(screen)}</h2><section>{figures}</section>")
    index = folder / "index.html"
    index.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>{STYLE}</style>'
        f"<h1>{escape(title)}</h1><p>{len(rows)} screens. A picture opens in its own size.</p>"
        f"{''.join(rows)}</html>\n",
        encoding="utf-8",
    )
    return index


def _figure(folder: Path, screen: str, form: str) -> str:
    from PIL import Image

    name = f"{screen}/{form}.png"
    small = folder / SMALL / name
    small.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(folder / name) as picture:
        picture.thumbnail((LONGEST, LONGEST))
        picture.save(small)
        width, height = picture.size
    said = escape(f"{screen}, {form}")
    return (
        f'<figure><a href="{escape(name)}"><img src="{SMALL}/{escape(name)}" alt="{said}" width="{width}" '
        f'height="{height}" loading="lazy"></a><figcaption>{escape(form)}</figcaption></figure>'
    )
