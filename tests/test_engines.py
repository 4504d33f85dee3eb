"""An engine that is asked for is there, or a sentence says what to install."""

from __future__ import annotations

import sys

import pytest

from meraki.engines import cast_of
from meraki.errors import ConfigurationError


def test_spark_that_is_not_installed_is_a_sentence_with_the_command_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [name for name in sys.modules if name.startswith("pyspark")] + ["meraki.reading.spark_casting"]:
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.delattr("meraki.reading.spark_casting", raising=False)
    with pytest.raises(ConfigurationError, match="não está instalado") as raised:
        cast_of("spark")
    assert "pip install -r requirements-spark.txt" in raised.value.action
