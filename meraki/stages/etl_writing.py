"""The files of stage 1."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from meraki import pseudonyms
from meraki.columns import Column, OutputFile
from meraki.documents import write_json
from meraki.publishing import Publication
from meraki.quality import Ledger
from meraki.reading.read import Reading
from meraki.reference import Calendar
from meraki.reports import quality as quality_report
from meraki.settings import EtlSettings
from meraki.stages.etl_join import Joined
from meraki.stages.etl_rejections import orphans, write_rejected
from meraki.stages.etl_subjects import Cleaned
from meraki.wording import thousands

ORPHANS = f"{OutputFile.REJECTED_DIR}/orfaos.csv"


@dataclass(frozen=True)
class Results:
    """What a run has found, not yet written; ``aliases`` (code -> pseudonym) is empty without ``--pseudonymize``."""

    settings: EtlSettings
    reading: Reading
    cleaned: Cleaned
    joined: Joined
    ledger: Ledger
    calendar: Calendar
    aliases: dict[str, str]


def write(results: Results, publication: Publication) -> None:
    """Write every output of the stage into the publication."""
    _hidden(results.joined.base, results).write_csv(publication.path(OutputFile.BASE))
    _hidden(results.joined.products, results).write_csv(publication.path(OutputFile.PRODUCTS))
    _write_rejections(results, publication)
    reference = results.calendar.reference
    content = results.ledger.as_json(reference.isoformat() if reference else None, publication.warnings)
    write_json(publication.path(OutputFile.QUALITY_JSON), content)
    quality_report.write(publication.path(OutputFile.QUALITY_XLSX), content)
    if results.aliases:
        pseudonyms.write_map(publication.path(OutputFile.PSEUDONYM_MAP), results.aliases)


def _hidden(frame: pl.DataFrame, results: Results) -> pl.DataFrame:
    return pseudonyms.hide(frame, results.aliases) if results.aliases else frame


def _write_rejections(results: Results, publication: Publication) -> None:
    raw_text = pl.lit(pseudonyms.HIDDEN) if results.aliases else pl.col("TEXTO")
    for name, account in results.ledger.tables.items():  # one without customers, as the dictionary, is in no other list
        if account.rows_rejected:
            where = f"{OutputFile.REJECTED_DIR}/{name}.csv"
            keyless = sum(file.rows_keyless for file in account.files)
            written = write_rejected(results.reading.tables[name], keyless, publication.path(where), raw_text)
            if written < account.rows_rejected:
                told = f"{thousands(written)} das {thousands(account.rows_rejected)} linhas rejeitadas"
                publication.warn(f"{name}: {where} guarda só {told}, as primeiras; a conta é de todas.")
    strangers = orphans(results.cleaned.counted, results.joined.base[Column.CUSTOMER])
    if strangers.height:
        _hidden(strangers, results).write_csv(publication.path(ORPHANS))
