"""Text from the data and from folders reaches the page as it is written."""

from __future__ import annotations

import pytest

from meraki.dashboard.text import code


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
