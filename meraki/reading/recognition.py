"""Which table a file holds: its header decides, its name settles a tie."""

from __future__ import annotations

from meraki.reading.contracts import CONTRACTS, TableContract

HEADER_SEARCH_ROWS = 12


def recognise(name: str, header: list[str]) -> TableContract | None:
    """The contract that a header fulfils, or None.

    Among several, the one the file's name speaks for; else the one that knows the most columns.
    """
    able = [contract for contract in CONTRACTS if contract.accepts(header)]
    named = [contract for contract in able if contract.names_file(name)]
    return max(named or able, key=lambda contract: len(contract.match(header)), default=None)


def contract_by_name(name: str) -> TableContract | None:
    """The contract that a file's name alone speaks for."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1]
    return next((contract for contract in CONTRACTS if contract.names_file(stem)), None)


def why_not(name: str, header: list[str]) -> str:
    """A Portuguese sentence: why a file was not taken for any table."""
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
    for number, row in enumerate(rows[:HEADER_SEARCH_ROWS]):
        contract = recognise(name, row)
        if contract is not None:
            return number, contract
    return None
