"""Generates the 24 files and the truth about them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from meraki.errors import OutputError, UsageError
from meraki.synthetic import contracts, nps, sales, telemetry, tickets, variants
from meraki.synthetic.answers import Written, truth_of
from meraki.synthetic.dictionary import write_dictionary
from meraki.synthetic.population import populate
from meraki.synthetic.truth import Truth

MIN_CUSTOMERS = 20
Format = Literal["csv", "mixed"]


@dataclass(frozen=True)
class Request:
    """What to generate; ``tickets`` None means in proportion to the customers."""

    customers: int = 2_000
    telemetry_rows: int = 300_000
    seed: int = 42
    tickets: int | None = None
    orphans: int = 0
    format: Format = "csv"

    def __post_init__(self) -> None:
        """Refuse sizes no base can have, and a seed that draws nothing."""
        if self.seed < 0:
            raise UsageError(f"A semente não pode ser negativa: {self.seed}.", action="informe --seed de 0 em diante.")
        if self.customers < MIN_CUSTOMERS:
            raise UsageError(f"São poucos clientes: {self.customers}.", action=f"peça pelo menos {MIN_CUSTOMERS}.")
        if min(self.telemetry_rows, self.ticket_rows, self.orphans + 1) < 1:
            raise UsageError("As quantidades devem ser positivas.", action="peça pelo menos 1 linha.")

    @property
    def ticket_rows(self) -> int:
        """Rows of tickets.csv."""
        return round(tickets.PER_CUSTOMER * self.customers) if self.tickets is None else self.tickets


def _silent(step: str, rows: int) -> None:
    """Nobody is told about the progress."""


def generate(
    directory: Path,
    *,
    customers: int = 2_000,
    telemetry_rows: int = 300_000,
    seed: int = 42,
    tickets: int | None = None,
    orphans: int = 0,
    format: Format = "csv",
    truth: Path | None = None,
    progress: Callable[[str, int], None] = _silent,
) -> Truth:
    """Write the 24 files into ``directory`` and return what is true of them.

    Args:
        directory: made when missing, else it must be empty; appears whole or not at all.
        customers: customers of dados_clientes (at least 20).
        telemetry_rows: rows of the eleven telemetry files together.
        seed: same seed and sizes, byte-equal files.
        tickets: rows of tickets.csv; by default about 92 a customer.
        orphans: customers that only the other files know.
        format: ``csv``, or ``mixed`` for some files as XLSX, gzip, zip, parts and in a sub-folder.
        truth: where to write the truth as well; never inside ``directory``.
        progress: called with a file name and its rows.

    Raises:
        UsageError: impossible sizes, a folder that is not empty, or the truth would lie among the data.
        OutputError: the folder cannot be written.
    """
    request = Request(customers, telemetry_rows, seed, tickets, orphans, format)
    _check_places(directory, truth)
    with _appearing_whole(directory) as aside:
        answers = _write_files(aside, request, progress)
        if request.format == "mixed":
            variants.mix(aside)
    if truth is not None:
        answers.write(truth)
    return answers


def _check_places(directory: Path, truth: Path | None) -> None:
    if truth is not None and truth.resolve().is_relative_to(directory.resolve()):
        raise UsageError("A verdade não pode ficar junto dos dados.", where=str(truth), action="escolha outra pasta.")
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise UsageError(
            "A pasta de destino não está vazia: dados sintéticos nunca se misturam a outros.",
            where=str(directory),
            action="apague-a ou escolha outra pasta.",
        )


@contextmanager
def _appearing_whole(directory: Path) -> Iterator[Path]:
    """A folder to write aside that takes the place of ``directory`` at the end, or vanishes on failure."""
    aside = directory.resolve().with_name(f".{directory.resolve().name}.parcial")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        yield aside
        if directory.exists():
            directory.rmdir()
        aside.rename(directory)
    except BrokenPipeError:  # of the screen, where progress is told
        raise
    except OSError as error:
        raise OutputError(
            f"Não foi possível gravar os dados sintéticos: {error.strerror or error}.",
            where=str(directory),
            action="escolha outra pasta ou libere espaço e permissão.",
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write_files(directory: Path, request: Request, progress: Callable[[str, int], None]) -> Truth:
    population = populate(request.customers, request.orphans, request.seed)
    seed = request.seed
    lines = contracts.write_contracts(directory / "dados_clientes.csv", population, seed)
    progress("dados_clientes", lines.rows)
    progress("clientes_desde", contracts.write_customer_since(directory / "clientes_desde.csv", population))
    hires = sales.write_hires(directory / "contratacoes_ultimos_12_meses.csv", population, seed)
    progress("contratacoes_ultimos_12_meses", hires.customer.size)
    mrr = sales.write_mrr(directory / "mrr.csv", population, seed)
    progress("mrr", mrr.customer.size)
    proposals = sales.write_proposals(directory / "historico.csv", population, seed)
    progress("historico", proposals.customer.size)
    support = tickets.write_tickets(directory / "tickets.csv", population, request.ticket_rows, seed)
    progress("tickets", support.rows)
    surveys = nps.write_surveys(directory, population, seed, support.sample)
    progress("nps (6 pesquisas)", sum(rows.score.size + rows.empty_keys for rows in surveys.values()))
    usage = telemetry.write_telemetry(directory, population, request.telemetry_rows, seed)
    progress("telemetria (11 partes)", usage.rows)
    progress("dicionario", write_dictionary(directory / "dicionario.xlsx"))
    return truth_of(population, Written(lines, mrr, hires, proposals, support, surveys, usage))
