"""Stage 3: charts and the executive report from what the other stages left, and the upload."""

from __future__ import annotations

from pathlib import Path

from meraki import manifest
from meraki.columns import OutputFile
from meraki.console import step
from meraki.errors import SourceError
from meraki.publishing import Publication, recover
from meraki.reading.refusals import refusals_told
from meraki.reports import executive
from meraki.reports.charts import gallery
from meraki.reports.outputs import DOCUMENTS, FRAMES, Outputs, load
from meraki.reports.texts import RUN_MODEL
from meraki.settings import VisualSettings
from meraki.wording import counted

EXPECTED = ("base", "clusters", "decision", "profile", "personas", "recommendations", "cluster_products")
"""What every run of the stages before leaves; the rest may well be absent (no evaluation asked, a first run)."""

UNUSED = ("products",)
"""The largest file: neither chart nor page of the report reads it."""

OUT_OF_STEP = (
    "A etapa 1 rodou depois da etapa 2: a base e os clusters e recomendações falam de dados diferentes. "
    "Rode meraki_cluster_recomendacao.py de novo e depois visual.py."
)


def run(settings: VisualSettings) -> None:
    """Read the results, draw, write the report, publish and upload.

    Raises:
        UsageError: ``--upload`` is no address.
        SourceError: the folder has no clusters and no recommendations, or a file in it is damaged.
        ConfigurationError: S3 refuses the credentials.
        OutputError: the output folder cannot be written.
    """
    if settings.upload:
        _check_address(settings.upload)
    if not settings.dry_run:
        recover(settings.output)
    _check_there_is_something(settings.output)
    if settings.dry_run:
        _show_plan(settings)
        return
    with Publication(settings.output, "visual", settings) as publication:
        _run(settings, publication)
    if settings.upload:
        _upload(settings)


def _run(settings: VisualSettings, publication: Publication) -> None:
    with step("Ler resultados") as line:
        outputs = _load(settings.output)
        rows = rows_read(outputs)
        line.rows_out = sum(rows.values())
    for name, count in rows.items():
        path = settings.output / name
        publication.add_input(name, size=path.stat().st_size, rows=count or None)
    for sentence in cautions(outputs):
        publication.warn(sentence)
    with step("Desenhar gráficos") as line:
        folder = publication.path(f"{OutputFile.CHARTS_DIR}/x").parent
        charts = gallery.save_all(folder, outputs, settings.top_n)
        line.rows_out = len(charts)
    with step("Escrever relatório executivo"):
        executive.write(publication.path(OutputFile.REPORT), outputs, charts)


def cautions(outputs: Outputs) -> list[str]:
    """What a person should know before trusting the charts: what is absent, what is empty, what is of another day."""
    lacking = [FRAMES[field] for field in EXPECTED if getattr(outputs, field) is None]
    absent = [name for name in lacking if not (outputs.directory / name).is_file()]
    empty = [name for name in lacking if name not in absent]
    found = []
    if absent:
        found.append(f"Faltam na pasta {', '.join(absent)}: o que depende deles ficou de fora ({RUN_MODEL}).")
    if empty:
        found.append(f"Sem nenhuma linha: {', '.join(empty)}. O que depende deles ficou de fora.")
    if manifest.base_is_newer(manifest.read(outputs.directory)):
        found.append(OUT_OF_STEP)
    return found


def _load(output: Path) -> Outputs:
    with refusals_told(output):
        return load(output, without=UNUSED)


def rows_read(outputs: Outputs) -> dict[str, int]:
    """File name -> rows of data of each file that is there; 0 for a document."""
    tables = {name: getattr(outputs, field) for field, name in FRAMES.items()}
    found = {name: len(table) for name, table in tables.items() if table is not None}
    return found | {name: 0 for field, name in DOCUMENTS.items() if getattr(outputs, field) is not None}


def _check_address(address: str) -> None:
    from meraki.sources.s3 import Location  # noqa: PLC0415  boto3 only for who uploads

    Location.parse(address)


def _check_there_is_something(output: Path) -> None:
    if not any((output / name).is_file() for name in (OutputFile.CLUSTERS, OutputFile.RECOMMENDATIONS)):
        raise SourceError(
            f"Não há o que desenhar: faltam {OutputFile.CLUSTERS} e {OutputFile.RECOMMENDATIONS}.",
            where=str(output),
            action=f"{RUN_MODEL}, ou aponte a pasta certa com --output.",
        )


def _upload(settings: VisualSettings) -> None:
    from meraki.sources.s3 import upload_files  # noqa: PLC0415  boto3 only for who uploads

    names = results_in(settings.output)
    with step("Enviar ao S3") as line:
        line.rows_out = len(upload_files(settings.output, names, settings.upload))


def results_in(output: Path) -> list[str]:
    """The files that the stages say they wrote and that are still there, the manifest last.

    Logs stay at home, and so does the map that leads from pseudonyms back to customers.
    """
    entries = manifest.read(output)["etapas"].values()
    written = {item["arquivo"] for entry in entries for item in entry.get("saidas", [])} - {OutputFile.PSEUDONYM_MAP}
    return [*sorted(name for name in written if (output / name).is_file()), OutputFile.MANIFEST]


def _show_plan(settings: VisualSettings) -> None:
    outputs = _load(settings.output)
    for name, count in rows_read(outputs).items():
        print(f"Leria {settings.output / name}" + (f": {counted(count, 'linha', 'linhas')}" if count else ""))
    charts = [f"{OutputFile.CHARTS_DIR}/{chart.name}.png e .svg" for chart in gallery.draw_all(outputs, settings.top_n)]
    print(f"Gravaria em {settings.output}: {', '.join([*charts, OutputFile.REPORT, OutputFile.MANIFEST])}.")
    if settings.upload:
        print(f"Enviaria os resultados da pasta para {settings.upload}.")
    print("Nada foi gravado (--dry-run).")
