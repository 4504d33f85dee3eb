"""The mark of the application, drawn here so that no page asks anything of the internet."""

from __future__ import annotations

from meraki.reports.style import ACCENT, CLUSTER_COLOURS, INK

_DOTS = "".join(
    f'<circle cx="{x}" cy="{y}" r="9" fill="{colour}" fill-opacity="0.9"/>'
    for (x, y), colour in zip(((11, 21), (21, 11), (23, 23)), CLUSTER_COLOURS, strict=False)
)
ICON = f'<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32">{_DOTS}</svg>'
WORDMARK = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="210" height="32" viewBox="0 0 210 32">{_DOTS}'
    f'<text x="42" y="23" font-family="sans-serif" font-size="20" font-weight="700" fill="{ACCENT}">Meraki'
    f'<tspan dx="6" fill="{INK}">Match</tspan></text></svg>'
)
