"""Stage 1: from the raw files, in S3 or a folder, to the analytic base."""

import sys

from meraki.allocator import reuse_memory
from meraki.collector import importing
from meraki.console import run_script
from meraki.settings import EtlSettings

DESCRIPTION = """Lê os arquivos brutos (S3 ou pasta), confere cada linha e grava uma linha limpa por cliente."""
EXAMPLES = """exemplos:
  python etl_s3_totvs.py --source data/demo
  python etl_s3_totvs.py --source s3://meu-bucket/extracao/ --output outputs
  python etl_s3_totvs.py --source data/demo --dry-run

códigos de saída: 0 certo; 2 uso; 3 configuração ou credenciais; 4 origem ausente ou ilegível;
5 limites de qualidade; 6 pasta de resultados em uso, sem espaço ou protegida; 130 interrompido.
"""


def _stage(settings: EtlSettings) -> None:
    reuse_memory()
    with importing():
        from meraki.stages.etl import run  # noqa: PLC0415  --help must not wait for the libraries

    run(settings)


def main() -> int:
    """Run the stage; returns the exit code."""
    return run_script(EtlSettings, _stage, prog="etl_s3_totvs.py", description=DESCRIPTION, examples=EXAMPLES)


if __name__ == "__main__":
    sys.exit(main())
