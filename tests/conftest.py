"""For the whole suite: no deadline of hypothesis, and the figures of docs/confiabilidade.md.

The figures are counted in every run, written when asked, and a whole run fails where it reaches less than is written.
"""

from __future__ import annotations

import sys
from collections import Counter

import pytest
from hypothesis import settings

from tests import figures

settings.register_profile("meraki", deadline=None)  # a busy machine makes no rule false
settings.load_profile("meraki")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-figures", action="store_true", help="write docs/confiabilidade.md from this run")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # pytest-xdist: only the one that hears all reports counts
        config.pluginmanager.register(_Counting(config))


class _Counting:
    """Sums what the tests that passed told."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.counts: Counter[str] = Counter()
        self.missing: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            for name, count in report.user_properties:
                self.counts[name] += int(count)  # type: ignore[call-overload]

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus or not self._is_whole():
            return
        if self.config.getoption("--write-figures"):
            figures.write(self.counts)
        self.missing = figures.written() - self.counts
        if self.missing:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _is_whole(self) -> bool:
        """Whether every test was asked for, where all of them can run."""
        options = self.config.option
        chosen = options.keyword or options.markexpr or options.deselect or self.config.args != ["tests"]
        return not chosen and sys.platform == "linux"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for name in figures.FIGURES:
            if self.counts[name]:
                terminalreporter.write_line(f"{name}: {self.counts[name]}")
        for name, count in self.missing.items():
            terminalreporter.write_line(f"docs/confiabilidade.md promises {count} more: {name}", red=True)
