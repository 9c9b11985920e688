"""A roster as a picture: SVG, a week beside the other, changed cells framed with what they were."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from api.exchange.roster_grid import BETWEEN, RosterGrid

WIDTH, HEIGHT, NAMES, HEAD = 64, 24, 120, 40
"""Of a cell, of the column of people, and of the head with its dates; in pixels."""

TONES = ("#cfe3f5", "#d9ead3", "#f9e2c7", "#e6d9f0", "#f5d5da", "#dfe7b8")
"""Fills of shift types, in the order of their names; the name is always written, too."""

FRAME = "#b00020"


def roster_svg(grid: RosterGrid) -> str:
    """Return the grid as an SVG document that says in words, too, what its colours say."""
    dates = grid.dates
    width, height = NAMES + WIDTH * len(dates), HEAD + HEIGHT * len(grid.rows)
    picture = Xml.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width} {height}",
            "width": str(width),
            "height": str(height),
            "font-family": "sans-serif",
            "font-size": "11",
            "role": "img",
        },
    )
    changes = len(grid.changed)
    said = f"Roster from {grid.first}: {len(grid.rows)} people, {len(dates)} days"
    Xml.SubElement(picture, "title").text = f"{said}, {changes} cells not as published."
    for column, day in enumerate(dates):
        x = NAMES + WIDTH * column
        _text(picture, x + WIDTH / 2, 16, f"{day:%a}")
        _text(picture, x + WIDTH / 2, 32, f"{day:%m-%d}")
    types = sorted({t for row in grid.rows.values() for cell in row for t in cell})
    tones = {t: TONES[at % len(TONES)] for at, t in enumerate(types)}
    for number, person in enumerate(grid.rows):
        y = HEAD + HEIGHT * number
        _text(picture, 4, y + 16, person, anchor="start")
        for column, (day, text, was) in enumerate(grid.cells(person)):
            fill = tones.get(text.split(BETWEEN)[0], "#f2f2f2" if day.weekday() > 4 else "#ffffff")
            cell = _cell(picture, NAMES + WIDTH * column, y, fill, marked=was is not None)
            _text(cell, NAMES + WIDTH * (column + 0.5), y + 16, text)
            told = f"{person} {day}: {text or 'off'}"
            if was is not None:
                told += f", was {BETWEEN.join(was) or 'off'}"
            Xml.SubElement(cell, "title").text = told
    return Xml.tostring(picture, encoding="unicode") + "\n"


def _cell(picture: Xml.Element, x: float, y: float, fill: str, *, marked: bool) -> Xml.Element:
    group = Xml.SubElement(picture, "g", {"class": "changed"} if marked else {})
    place = {"x": f"{x + 1}", "y": f"{y + 1}", "width": f"{WIDTH - 2}", "height": f"{HEIGHT - 2}"}
    line = {"stroke": FRAME, "stroke-width": "2"} if marked else {"stroke": "#cccccc"}
    Xml.SubElement(group, "rect", place | {"fill": fill} | line)
    return group


def _text(parent: Xml.Element, x: float, y: float, text: str, anchor: str = "middle") -> None:
    at = {"x": f"{x:g}", "y": f"{y:g}", "text-anchor": anchor}
    Xml.SubElement(parent, "text", at).text = text
