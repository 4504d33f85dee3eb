"""Text from the data and from folders reaches the page as it is written."""

from __future__ import annotations

import pytest

from meraki.dashboard.parts import EXPECTED_HELP
from meraki.dashboard.quality import MEASURES
from meraki.dashboard.text import code, unbroken
from meraki.reports.sheets.evaluation_page import _METHODS


@pytest.mark.parametrize(
    ("command", "markdown"),
    [
        ("python x.py", "`python x.py`"),
        ('python x.py --output "a**b**_c_"', '`python x.py --output "a**b**_c_"`'),
        ('--output "a`b"', '`` --output "a`b" ``'),
        ("``", "``` `` ```"),
    ],
)
def test_command_is_one_code_span_whatever_it_holds(command: str, markdown: str) -> None:
    assert code(command) == markdown


def test_number_and_unit_stay_on_one_line() -> None:
    assert unbroken("2.012 (53 %) pagam R$ 1.234 \n ou mais") == "2.012 (53\u00a0%) pagam R$\u00a01.234 ou mais"


def test_the_times_sign_is_the_one_of_the_reports() -> None:
    assert "chance x potencial" in EXPECTED_HELP


def test_measures_are_called_as_in_the_workbook() -> None:
    assert {field.column: field.title for field in _METHODS if field.column in MEASURES} == MEASURES
