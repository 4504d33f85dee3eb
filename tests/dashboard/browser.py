"""The dashboard as a person meets it: a real server and a real Chromium."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException
from selenium.common.exceptions import StaleElementReferenceException as Redrawn
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
"""Seconds: a loaded machine takes many times what a page needs."""
QUIET = 0.4
"""Seconds without any change after which a page counts as drawn."""
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--window-size=1440,1000",
    "--lang=pt-BR",
)
FIRST_BOX = (18, 52)
"""Where a table draws the box of its first row, in pixels from its upper left corner."""
_STATE = """
const busy = document.querySelector('[data-testid="stStatusWidget"], [data-testid="stSkeleton"], [data-stale="true"]');
const titled = document.querySelectorAll('h1').length > 0;
return [titled && !busy, document.body.innerText, document.querySelectorAll('canvas').length];
"""
_CUT = """
const wide = one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow !== 'visible';
const parts = document.querySelectorAll('[data-testid="stMetricLabel"], [data-testid="stMetricValue"]');
return [...parts].filter(part => [part, ...part.querySelectorAll('*')].some(wide)).map(part => part.innerText);
"""
_REQUEST, _SOCKET = "Network.requestWillBeSent", "Network.webSocketCreated"
# Opened by address, a page first asks for these beside itself, then at the root, where they are.
_PROBES = ("/_stcore/health - ", "/_stcore/host-config - ")


def free_port() -> int:
    """A port of this computer that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(output: Path) -> Iterator[str]:
    """The address of a dashboard over ``output``, started as the launcher starts it."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
    headless = ["--server.headless", "true", "--", "--output", str(output)]
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([*command, *headless], cwd=ROOT, env=dict(os.environ), **quiet)
    try:
        _wait_until_healthy(f"http://localhost:{port}/_stcore/health", process)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended by itself"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not answer")


@contextmanager
def chromium(binary: str, driver: str, downloads: Path) -> Iterator[webdriver.Chrome]:
    """A Chromium without a window that saves what it downloads in ``downloads``."""
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in FLAGS:
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield browser
    finally:
        browser.quit()


class Visitor:
    """What a person does on the dashboard, and sees."""

    def __init__(self, browser: webdriver.Chrome, address: str, downloads: Path) -> None:
        self.browser, self.address, self.downloads = browser, address, downloads

    def open(self, page: str) -> None:
        """Type the address of a page."""
        self.browser.get(f"{self.address}/{page}")
        self.settle()

    def settle(self) -> None:
        """Wait until nothing on the page changes any more."""
        last, since = None, time.monotonic()
        end = since + PATIENCE
        while time.monotonic() < end:
            ready, *now = self.browser.execute_script(_STATE)
            if now != last or not ready:
                last, since = now, time.monotonic()
            elif time.monotonic() - since > QUIET:
                return
            time.sleep(0.05)
        raise AssertionError(f"the page never came to rest: {last}")

    @property
    def text(self) -> str:
        """Everything that is written on the page."""
        return str(self.browser.find_element(By.TAG_NAME, "body").get_property("innerText"))

    def find(self, css: str, having: str = "") -> WebElement:
        """The first element of ``css`` whose text contains ``having``."""

        def present(browser: webdriver.Chrome) -> WebElement | bool:
            found = browser.find_elements(By.CSS_SELECTOR, css)
            return next((one for one in found if having in one.text), False)

        return self._wait().until(present, f"{css} with {having!r}")

    def read(self, css: str) -> str:
        """The text of the first element of ``css``; asked again when the page draws it anew meanwhile."""
        return self._wait().until(lambda browser: browser.find_element(By.CSS_SELECTOR, css).text, css)

    def _wait(self) -> WebDriverWait[webdriver.Chrome]:
        return WebDriverWait(self.browser, PATIENCE, ignored_exceptions=[NoSuchElementException, Redrawn])

    def click(self, css: str, having: str = "") -> None:
        """Click that element and wait for the page."""
        self.find(css, having).click()
        self.settle()

    def type(self, label: str, text: str) -> None:
        """Write ``text`` and Enter in the field called ``label``, over what it holds."""
        self.find(f'input[aria-label="{label}"]').send_keys(Keys.CONTROL + "a" + Keys.NULL + text + "\n")
        self.settle()

    def choose(self, label: str, option: str) -> None:
        """Pick ``option`` in the list called ``label``."""
        box = self.find('[data-testid="stMultiSelect"]', label)
        box.find_element(By.CSS_SELECTOR, "input").click()
        self.click('[role="option"]', option)
        box.find_element(By.CSS_SELECTOR, "input").send_keys(Keys.ESCAPE)
        self.settle()

    def mark_first_row(self) -> None:
        """Tick the box of the first row of the first table, which is a drawing: one clicks at a place."""
        table = self.find('[data-testid="stDataFrame"] canvas')
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", table)
        self.settle()
        x, y = FIRST_BOX
        corner = (x - table.size["width"] // 2, y - table.size["height"] // 2)
        ActionChains(self.browser).move_to_element_with_offset(table, *corner).pause(QUIET).click().perform()

    def metric(self, name: str) -> str:
        """The value of a key figure."""
        return (
            self.find('[data-testid="stMetric"]', name)
            .find_element(By.CSS_SELECTOR, '[data-testid="stMetricValue"]')
            .text
        )

    def cut_figures(self) -> list[str]:
        """The names and values of key figures that do not fit in their boxes."""
        return list(self.browser.execute_script(_CUT))

    def download(self, button: str) -> Path:
        """Click a download button and wait for its file."""
        before = set(self.downloads.iterdir())
        self.find('[data-testid="stDownloadButton"] button', button).click()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            new = [path for path in set(self.downloads.iterdir()) - before if path.suffix in {".xlsx", ".csv"}]
            if new:
                return new[0]
            time.sleep(0.1)
        raise AssertionError(f"{button}: nothing was downloaded")

    def complaints(self) -> list[str]:
        """The errors that the console has told since the last time."""
        errors = [entry["message"] for entry in self.browser.get_log("browser") if entry["level"] == "SEVERE"]
        return [message for message in errors if not any(probe in message for probe in _PROBES)]

    def hosts(self) -> set[str]:
        """Every host that was asked for anything since the last time."""
        messages = [json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance")]
        sent = [message["params"]["request"]["url"] for message in messages if message["method"] == _REQUEST]
        sockets = [message["params"]["url"] for message in messages if message["method"] == _SOCKET]
        return {urlsplit(url).netloc for url in [*sent, *sockets] if url.startswith(("http", "ws"))}
