"""Look the locked libraries up in a list of vulnerabilities; skipped, with a sentence, where it is not reached."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """1 when a locked library is known to be vulnerable, else 0."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]
    locked = ["--disable-pip", "--require-hashes", "-r", str(ROOT / "requirements.lock")]
    done = subprocess.run([*command, *locked], capture_output=True, encoding="utf-8", check=False)
    try:
        answered = [item for item in json.loads(done.stdout)["dependencies"] if "vulns" in item]
    except ValueError:
        answered = []
    if not answered:
        print("pip-audit: skipped, its source of vulnerabilities cannot be reached from here.")
        return 0
    return _tell(answered)


def _tell(answered: list[dict[str, Any]]) -> int:
    bad = [item for item in answered if item["vulns"]]
    for item in bad:
        known = ", ".join(found["id"] for found in item["vulns"])
        print(f"pip-audit: {item['name']} {item['version']}: {known}")
    print(f"pip-audit: {len(answered)} libraries looked up, {len(bad)} vulnerable.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
