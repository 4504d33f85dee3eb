"""What the tests of stage 1 share."""

from __future__ import annotations

import pytest

from meraki.settings import EtlSettings
from meraki.stages.etl import run
from meraki.synthetic import generate
from tests.stages.etl_run import Run


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("etapa 1 é ótima")
    truth = generate(folder / "dados", customers=120, telemetry_rows=4_000, tickets=3_000, seed=3, orphans=9)
    run(EtlSettings(source=str(folder / "dados"), output=folder / "saída"))
    return Run(folder / "dados", folder / "saída", truth)
