"""Text from the data and from folders reaches the page as it is written."""

from __future__ import annotations

import pytest

from meraki.dashboard.text import code, unbroken


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
