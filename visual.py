"""Etapa 3: gráficos e relatório executivo a partir dos resultados das etapas 1 e 2."""

from __future__ import annotations

import sys

from meraki.collector import importing
from meraki.console import run_script
from meraki.settings import VisualSettings

DESCRIPTION = """\
Etapa 3 do Meraki Match: dos resultados às figuras e ao relatório da diretoria.

Lê a pasta de resultados (clusters, personas, recomendações, qualidade e avaliação), desenha
os gráficos em PNG e SVG, escreve o relatório executivo em PDF e, se pedido, envia tudo ao S3.
O que faltar na pasta fica de fora, com aviso.
"""

EXAMPLES = """\
exemplos:
  python visual.py
      gráficos e relatório do que está em outputs/
  python visual.py --top-n 12 --output resultado
      doze produtos por gráfico, em outra pasta
  python visual.py --upload s3://meu-bucket/meraki/2025-03/
      também envia todos os resultados da pasta
  python visual.py --dry-run
      mostra o que seria lido, gravado e enviado, sem gravar

resultados (em --output):
  relatorio_executivo.pdf          para a diretoria, em A4
  graficos/*.png, graficos/*.svg   um achado por gráfico, para apresentações

códigos de saída: 0 pronto, 1 inesperado, 2 opção inválida, 3 configuração ou credenciais,
4 faltam resultados das etapas anteriores, 6 pasta de resultados em uso ou sem espaço,
130 interrompido
"""


def _stage(settings: VisualSettings) -> None:
    with importing():
        from meraki.stages.visual import run  # noqa: PLC0415  heavy libraries only when there is work

    run(settings)


def main() -> int:
    """Run the stage; the process's exit code."""
    return run_script(VisualSettings, _stage, prog="visual.py", description=DESCRIPTION, examples=EXAMPLES)


if __name__ == "__main__":
    sys.exit(main())
