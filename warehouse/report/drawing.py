"""An Altair chart as a static SVG for the page: no script, no network, colours of the page's style."""

import re
from typing import Any
from xml.etree import ElementTree

import altair as alt
import vl_convert
from markupsafe import Markup

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_CONFIG: dict[str, Any] = {
    "background": None,
    "font": "Helvetica, Arial, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--ink)",
        "titleColor": "var(--soft)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
        "gridColor": "var(--line)",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 220,
    },
}

ElementTree.register_namespace("", _SVG)


def drawn(chart: alt.LayerChart | alt.FacetChart, name: str, description: str) -> Markup:
    """The chart as an SVG element that is one picture with a description.

    Marks with `href` lead into the page, and their `description` is shown where a pointer rests on them. They are out
    of the order of the tabulator key, and hidden from screen readers as all parts of a picture are: the table beside
    the chart has the same links. `name` keeps ids of several charts apart.
    """
    spec = chart.to_dict() | {"config": _CONFIG}
    root = ElementTree.fromstring(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))
    root.attrib |= {"role": "img", "aria-label": description, "class": "chart"}
    for element in root.iter():
        if element.tag == f"{{{_SVG}}}a":
            _link_inward(element)
    for element in root.iter():
        _mend(element, name, element is root)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _link_inward(anchor: ElementTree.Element) -> None:
    """Vega makes addresses of fragments; and what describes a mark becomes the title that browsers show."""
    anchor.set("href", f"#{anchor.attrib.pop(_XLINK).rpartition('#')[2]}")
    anchor.set("tabindex", "-1")
    described = next((child.get("aria-label") for child in anchor if child.get("aria-label")), None)
    if described:
        title = ElementTree.Element(f"{{{_SVG}}}title")
        title.text = described
        anchor.insert(0, title)


def _mend(element: ElementTree.Element, name: str, is_root: bool) -> None:
    for attribute, value in list(element.attrib.items()):
        if not is_root and (attribute == "role" or attribute == "class" or attribute.startswith("aria-")):
            del element.attrib[attribute]
        elif attribute == "id":
            element.set(attribute, f"{name}-{value}")
        elif value.startswith("url(#"):
            element.set(attribute, re.sub(r"url\(#", f"url(#{name}-", value))
