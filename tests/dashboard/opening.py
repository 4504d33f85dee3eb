"""Open one page of the dashboard without a browser."""

from __future__ import annotations

import re

from streamlit.testing.v1 import AppTest

from meraki.dashboard.app import PAGES

ADDRESSES = [spec.address for spec in PAGES]


def open_page(address: str, **parameters: str) -> AppTest:
    """The page at ``address`` after its first run; the folder is the one in MERAKI_OUTPUT."""
    return _run(f"draw(PAGES[{ADDRESSES.index(address)}])", parameters)


def open_every_page(**parameters: str) -> AppTest:
    """All pages, one below the other, in a single run."""
    return _run("for spec in PAGES:\n    draw(spec)", parameters)


def _run(body: str, parameters: dict[str, str]) -> AppTest:
    # A minute, because a loaded machine takes many times the fraction of a second that a page needs.
    app = AppTest.from_string(f"from meraki.dashboard.app import PAGES, draw\n{body}", default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def said(app: AppTest) -> str:
    """Everything that the page says in words, one element a line."""
    kinds = ("title", "header", "subheader", "markdown", "text", "caption", "info", "warning", "error")
    return "\n".join(_as_seen(str(element.value)) for kind in kinds for element in getattr(app, kind))


def figure(app: AppTest, name: str) -> str:
    """The value of the key figure called ``name``."""
    return next(_as_seen(metric.value) for metric in app.metric if _as_seen(metric.label) == name)


def _as_seen(markdown: str) -> str:
    """Without the escapes and the unbreakable blanks that nobody sees."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace("\u00a0", " ")
