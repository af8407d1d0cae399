"""Bar charts as SVG, drawn here: no script, no style attribute, readable as a table beside them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT, FOOT, GAP = 960, 200, 22, 8


def bars(values: Sequence[tuple[str, int]]) -> Markup:
    """Draw a bar for each value, with its label under it and its number above.

    >>> "<rect" in bars([("23/11", 3)])
    True
    """
    if not values:
        return Markup("")
    most = max(1, *(value for _, value in values))
    step = WIDTH / len(values)
    room = HEIGHT - FOOT - 18
    drawn = []
    for place, (label, value) in enumerate(values):
        tall = room * value / most
        left, top, middle = step * place + GAP / 2, HEIGHT - FOOT - tall, step * (place + 0.5)
        drawn.append(
            Markup(
                '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="4"/>'
                '<text x="{:.1f}" y="{:.1f}" class="number">{}</text>'
                '<text x="{:.1f}" y="{}" class="label">{}</text>'
            ).format(left, top, step - GAP, tall, middle, top - 5, value, middle, HEIGHT - 6, label)
        )
    box = f"0 0 {WIDTH} {HEIGHT}"
    head = Markup('<svg class="chart" viewBox="{}" aria-hidden="true">').format(box)
    return head + Markup("").join(drawn) + Markup("</svg>")
