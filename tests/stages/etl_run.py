"""A run of stage 1 on generated files, and further ones on changed copies of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from meraki.columns import Column, OutputFile
from meraki.settings import EtlSettings
from meraki.stages.etl import run
from meraki.synthetic.truth import Truth

TEXT = {Column.CUSTOMER: str, Column.COUNTRY: str}


@dataclass(frozen=True)
class Run:
    """A source, its truth and what was made of it."""

    source: Path
    output: Path
    truth: Truth

    @property
    def base(self) -> pd.DataFrame:
        return pd.read_csv(self.output / OutputFile.BASE, dtype=TEXT).set_index(Column.CUSTOMER)

    @property
    def quality(self) -> dict:
        return json.loads((self.output / OutputFile.QUALITY_JSON).read_text(encoding="utf-8"))


def again(done: Run, output: Path, **options: object) -> Run:
    run(EtlSettings(source=str(options.pop("source", done.source)), output=output, **options))  # type: ignore[arg-type]
    return Run(done.source, output, done.truth)


def copied(done: Run, target: Path, change: Callable[[Path], None]) -> Path:
    """A copy of the source with one change."""
    target.mkdir()
    for path in done.source.iterdir():
        (target / path.name).write_bytes(path.read_bytes())
    change(target)
    return target
