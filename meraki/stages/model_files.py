"""What stage 2 leaves in the output folder."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from meraki import manifest
from meraki.columns import OutputFile
from meraki.console import step
from meraki.documents import write_json
from meraki.publishing import Publication
from meraki.recommendation import Advice
from meraki.reports import cluster_summary, crm, formats, workbook
from meraki.reports.outputs import Outputs, read_document
from meraki.settings import ModelSettings, as_plain
from meraki.stages.files import write_csv
from meraki.stages.model_groups import Groups, attributes_table
from meraki.stages.model_inputs import Input

FROM_OTHERS = (OutputFile.BASE, OutputFile.PRODUCTS)
ALWAYS = (
    OutputFile.CLUSTERS,
    OutputFile.CLUSTER_DECISION,
    OutputFile.CLUSTER_PROFILE,
    OutputFile.PERSONAS,
    OutputFile.CLUSTER_SUMMARY,
    OutputFile.RECOMMENDATIONS,
    OutputFile.CLUSTER_PRODUCTS,
    OutputFile.CHANGES,
    OutputFile.CHANGES_SUMMARY,
    OutputFile.WORKBOOK,
    OutputFile.CRM,
)


@dataclass(frozen=True)
class Results:
    """All that the stage found; frames as the files of docs/arquitetura.md."""

    base: pd.DataFrame
    products: pd.DataFrame
    groups: Groups
    clusters: pd.DataFrame
    profile: pd.DataFrame
    personas: pd.DataFrame
    advice: Advice
    evaluation: dict[str, Any] | None
    reference_date: pd.Timestamp
    changes: pd.DataFrame = field(default_factory=pd.DataFrame)
    changes_summary: dict[str, Any] = field(default_factory=dict)

    def with_changes(self, table: pd.DataFrame, told: dict[str, Any]) -> Results:
        """The same with what changed since the run before."""
        return replace(self, changes=table, changes_summary=told)


def names(settings: ModelSettings) -> list[str]:
    """The files that a run with these settings writes, history aside."""
    asked = {OutputFile.EVALUATION: settings.evaluate, OutputFile.EXCEL_CSV: settings.excel_csv}
    return [*ALWAYS, *(name for name, wanted in asked.items() if wanted), OutputFile.MANIFEST]


def account_for(publication: Publication, item: Input) -> None:
    """Enter an input into the manifest, write its rejected rows and say what was not used."""
    publication.add_input(item.name, size=item.path.stat().st_size, rows=item.rows_read)
    for reason, rows in sorted(item.rejections.items()):
        unused = formats.count(rows, "linha não usada", "linhas não usadas")
        publication.warn(f"{item.name}: {unused} ({reason}).")
    for sentence in item.notes:
        publication.warn(f"{item.name}: {sentence}")
    if item.rejected_rows:
        shutil.copyfile(item.rejected_rows, publication.path(_rejected_name(item.rejected_rows, item.name)))


def _rejected_name(rejected_rows: Path, name: str) -> str:
    """``rejeitados/base_x.csv`` or ``produtos_x.csv``, after the work folder (``base``, ``produtos``) of the input.

    Both inputs may have one stem, and it may be that of a table of stage 1, which writes here too.
    The odd bytes of a name are told with a backslash, which some systems take for a folder.
    """
    stem = Path(name.replace("\\", "_")).stem
    return f"{OutputFile.REJECTED_DIR}/{rejected_rows.parent.name}_{stem}.csv"


def write_all(publication: Publication, results: Results, inputs: tuple[Input, Input], settings: ModelSettings) -> None:
    """Write every file of the stage, and base and products made by others too, so that the reports find them."""
    with step("Gravar resultados") as line:
        frames = _frames(results)
        for name, frame in frames.items():
            write_csv(publication.path(name), frame)
        for name, item, frame in zip(FROM_OTHERS, inputs, _input_frames(results, inputs[0]), strict=True):
            _republish(publication, name, item, frame)
        write_json(publication.path(OutputFile.CHANGES_SUMMARY), results.changes_summary)
        if results.evaluation is not None:
            write_json(publication.path(OutputFile.EVALUATION), results.evaluation)
        line.rows_out = sum(map(len, frames.values()))
    with step("Gravar planilhas"):
        _write_workbooks(publication, results, settings)


def _write_workbooks(publication: Publication, results: Results, settings: ModelSettings) -> None:
    date = "" if pd.isna(results.reference_date) else results.reference_date.date().isoformat()
    tables = cluster_summary.tables(
        results.base, results.clusters, results.groups.clustering.decision, results.profile, results.personas
    )
    sheets = tables | {"atributos": attributes_table(results.groups)}
    cluster_summary.write(publication.path(OutputFile.CLUSTER_SUMMARY), sheets, date)
    outputs, rows = _outputs(publication, results), settings.workbook_rows
    path = publication.path(OutputFile.WORKBOOK)
    with ThreadPoolExecutor(1) as beside:  # A workbook keeps one processor busy, for Python writes it.
        records = beside.submit(crm.write, publication.path(OutputFile.CRM), outputs)
        workbook.write(path, outputs, max_rows=rows, settings=as_plain(settings))
        records.result()
    if settings.split_by:
        workbook.write_split(path.parent, outputs, settings.split_by, max_rows=rows)
    if settings.excel_csv:
        crm.write_excel(publication.path(OutputFile.EXCEL_CSV), outputs)


def _republish(publication: Publication, name: str, item: Input, frame: pd.DataFrame) -> None:
    """Leave stage 1's own file alone, keep a copy of ours, write what came from elsewhere in the house's form."""
    earlier = manifest.read(publication.output)
    own = item.path.resolve() == (publication.output / name).resolve()
    digest = manifest.sha256(item.path) if own else ""
    if own and manifest.outputs_of(earlier, "etl").get(name) == digest:
        return
    if own and manifest.outputs_of(earlier, "modelo").get(name) == digest:
        shutil.copyfile(item.path, publication.path(name))
    else:
        write_csv(publication.path(name), frame)


def _frames(results: Results) -> dict[str, pd.DataFrame]:
    return {
        OutputFile.CLUSTERS: results.clusters,
        OutputFile.CLUSTER_DECISION: results.groups.clustering.decision,
        OutputFile.CLUSTER_PROFILE: results.profile,
        OutputFile.PERSONAS: results.personas,
        OutputFile.RECOMMENDATIONS: results.advice.recommendations,
        OutputFile.CLUSTER_PRODUCTS: results.advice.cluster_products,
        OutputFile.CHANGES: results.changes,
    }


def _input_frames(results: Results, base: Input) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Without what this stage derived: a base of others may bring ANTIGUIDADE_MESES itself."""
    return results.base[list(base.frame.columns)], results.products


def _outputs(publication: Publication, results: Results) -> Outputs:
    """What the reports read, straight from memory; the ledger and the sources are those of stage 1, if it ran here."""
    quality = publication.output / OutputFile.QUALITY_JSON
    return Outputs(
        directory=publication.output,
        base=_dates_as_text(results.base),
        products=_dates_as_text(results.products),
        clusters=results.clusters,
        decision=results.groups.clustering.decision,
        profile=results.profile,
        personas=results.personas,
        recommendations=results.advice.recommendations if len(results.advice.recommendations) else None,
        cluster_products=results.advice.cluster_products,
        changes=results.changes if len(results.changes) else None,
        changes_summary=results.changes_summary,
        evaluation=results.evaluation,
        quality=read_document(quality) if quality.is_file() else None,
        manifest=manifest.read(publication.output),
    )


def _dates_as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """As the files say them: YYYY-MM-DD, null where unknown."""
    names = [name for name in frame.columns if pd.api.types.is_datetime64_any_dtype(frame[name])]
    return frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%d").astype("str") for name in names})
