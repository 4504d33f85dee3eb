"""Run a command, or work of our own, as a process apart and say what it cost; write results as JSON."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
DATA = ROOT / "benchmarks" / "data"
MEGABYTE = 1_000_000
Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Cost:
    """Wall seconds, processor seconds (user + system) and peak resident memory in MB of one process tree."""

    name: str
    seconds: float
    cpu_seconds: float
    peak_mb: float


def run(name: str, command: Sequence[object], cwd: Path = ROOT) -> Cost:
    """Run ``command`` to its end.

    Peak memory is the largest resident set of any single process of the tree, as the kernel
    accounts it; a child is counted when it has ended.

    Raises:
        RuntimeError: the command failed; the message carries the end of what it printed.
    """
    return apart(_run, name, [str(part) for part in command], cwd, dict(os.environ))


def apart(work: Callable[Given, Result], *arguments: Given.args, **named: Given.kwargs) -> Result:
    """What ``work`` returns, done in a process apart.

    The kernel counts as a process's peak also what the process that started it held by then. This one is forked from a
    server that holds nothing, so that neither its peak nor that of a command it runs is this process's.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("forkserver")) as pool:
        return pool.submit(work, *arguments, **named).result()


def timed(name: str, work: Callable[[], Result]) -> tuple[Result, Cost]:
    """What ``work`` returns and what it cost; the peak is this process's so far, so do it :func:`apart`."""
    import resource  # noqa: PLC0415  not on Windows

    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
    return result, Cost(name, seconds, cpu_seconds, _peak_mb(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))


def _run(name: str, command: Sequence[str], cwd: Path, environment: dict[str, str]) -> Cost:
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    printed: list[bytes] = []
    reader = threading.Thread(target=lambda: printed.append(process.stdout.read()))  # type: ignore[union-attr]
    reader.start()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    reader.join()
    seconds = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"{name}: exit {process.returncode}\n{printed[0].decode(errors='replace')[-3000:]}")
    return Cost(name, seconds, usage.ru_utime + usage.ru_stime, _peak_mb(usage.ru_maxrss))


def _peak_mb(maxrss: int) -> float:
    bytes_per_unit = 1 if sys.platform == "darwin" else 1024
    return maxrss * bytes_per_unit / MEGABYTE


def report(benchmark: str, costs: Sequence[Cost], **facts: Any) -> None:
    """Print a row per cost and the facts; write them to ``benchmarks/results/<benchmark>.json``."""
    for cost in costs:
        print(f"{cost.name:<44} {cost.seconds:8.2f} s  {cost.cpu_seconds:8.2f} s cpu  {cost.peak_mb:8.0f} MB")
    for name, value in facts.items():
        print(f"{name:<44} {value:8.3f}" if isinstance(value, float) else f"{name:<44} {value}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    content = {"command": command(), "machine": machine(), "costs": [asdict(cost) for cost in costs], **facts}
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    (RESULTS / f"{benchmark}.json").write_text(text, encoding="utf-8")


def command() -> str:
    """The command line that measures it again."""
    spec = sys.modules["__main__"].__spec__
    return " ".join(["python", "-m", spec.name if spec else Path(sys.argv[0]).stem, *sys.argv[1:]])


def machine() -> dict[str, Any]:
    """What the figures were measured on, without naming the machine."""
    return {"processors": os.cpu_count(), "system": platform.system(), "python": platform.python_version()}


def raw_data(customers: int, telemetry_rows: int, seed: int = 42) -> Path:
    """A folder with generated raw files of that size; made once and kept."""
    folder = DATA / f"bruto_{customers}_{telemetry_rows}_{seed}"
    if not (folder / "dados_clientes.csv").exists():
        sizes = ["--customers", str(customers), "--telemetry-rows", str(telemetry_rows), "--seed", str(seed)]
        run("generate", [sys.executable, "-m", "meraki.synthetic", folder, *sizes])
    return folder
