"""Which table a file holds: its header decides, its name settles a tie."""

from __future__ import annotations

import re

from meraki.columns import OutputFile
from meraki.reading.contracts import CONTRACTS
from meraki.reading.table_contract import TableContract

HEADER_SEARCH_ROWS = 12
_NUMBER = re.compile(r" \(\d+\)(?=\.)")
"""Of a copy, as browsers and :class:`meraki.reading.copies.Copies` count them."""
_OUTPUTS = frozenset(name for name in vars(OutputFile).values() if isinstance(name, str))


def recognise(name: str, header: list[str]) -> TableContract | None:
    """The contract that a header fulfils, or None; never for a result of ours that lies among the sources.

    Among several, the one the file's name speaks for; else the one that knows the most columns.
    """
    if is_own_output(name):
        return None
    able = [contract for contract in CONTRACTS if contract.accepts(header)]
    named = [contract for contract in able if contract.names_file(name)]
    return max(named or able, key=lambda contract: len(contract.match(header)), default=None)


def is_own_output(name: str) -> bool:
    """Whether a file is called like one of our results, which hold many columns of the raw tables."""
    return _NUMBER.sub("", _base_name(name)).removesuffix(".gz") in _OUTPUTS


def contract_by_name(name: str) -> TableContract | None:
    """The contract that a file's name alone speaks for."""
    if is_own_output(name):
        return None
    return next((contract for contract in CONTRACTS if contract.names_file(_base_name(name))), None)


def _base_name(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def why_not(name: str, header: list[str]) -> str:
    """A Portuguese sentence: why a file was not taken for any table."""
    if is_own_output(name):
        return "é um resultado deste programa, não um arquivo de origem"
    if not any(title.strip() for title in header):
        return "arquivo vazio, sem cabeçalho"
    expected = contract_by_name(name)
    if expected is None:
        return "nem o nome nem o cabeçalho são de uma tabela conhecida"
    found = expected.match(header)
    missing = [column.name for column in expected.columns if column.required and column.name not in found]
    return f"o nome é de {expected.name}, mas faltam as colunas {', '.join(missing)}"


def find_header(name: str, rows: list[list[str]]) -> tuple[int, TableContract] | None:
    """Row (0-based) and contract of the first row that is a table's header."""
    found = ((number, recognise(name, row)) for number, row in enumerate(rows[:HEADER_SEARCH_ROWS]))
    return next(((number, contract) for number, contract in found if contract is not None), None)
