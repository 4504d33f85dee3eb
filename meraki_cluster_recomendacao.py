"""Etapa 2: agrupa os clientes da base analítica e recomenda produtos, com motivo, valor e evidência."""

from __future__ import annotations

import sys

from meraki.allocator import one_arena
from meraki.collector import importing
from meraki.console import run_script
from meraki.settings import ModelSettings

DESCRIPTION = """\
Etapa 2 do Meraki Match: da base de clientes aos clusters, às recomendações e à planilha.

Lê a base analítica (um cliente por linha) e os produtos por cliente, escolhe o número de
clusters pela silhueta, descreve cada um como persona, recomenda a cada cliente os produtos
que ainda não tem, com chance, motivo e potencial, e compara com a execução anterior.
Também aceita uma base feita por outros: qualquer CSV ou XLSX com CD_CLIENTE e atributos,
e um arquivo de produtos com CD_CLIENTE e DS_PROD.
"""

EXAMPLES = """\
exemplos:
  python meraki_cluster_recomendacao.py
      usa a base e os produtos que a etapa 1 deixou em outputs/
  python meraki_cluster_recomendacao.py --evaluate --top-n 5
      cinco recomendações por cliente, medidas contra métodos de referência
  python meraki_cluster_recomendacao.py --base minha_base.csv --products meus_produtos.csv --output resultado
      dados de outra origem, em outra pasta
  python meraki_cluster_recomendacao.py --k-min 4 --k-max 8 --exclude-columns UF,DS_SUBSEGMENTO
      menos opções de k e colunas fora dos clusters
  python meraki_cluster_recomendacao.py --dry-run
      mostra o que seria lido e gravado, sem gravar

resultados principais (em --output):
  recomendacoes_meraki.xlsx        a planilha de quem vende
  recomendacoes_por_cliente.csv    cliente x recomendação, com motivo e potencial
  clusters_clientes.csv            o cluster e a persona de cada cliente
  cluster_summary.xlsx             médias, segmentos e a escolha do número de clusters

códigos de saída: 0 pronto, 1 inesperado, 2 opção inválida, 3 configuração, 4 dados de entrada,
6 pasta de resultados em uso ou sem espaço, 130 interrompido
"""


def _stage(settings: ModelSettings) -> None:
    one_arena()
    with importing():
        from meraki.stages.model import run  # noqa: PLC0415  heavy libraries only when there is work

    run(settings)


def main() -> int:
    """Run the stage; the process's exit code."""
    return run_script(
        ModelSettings, _stage, prog="meraki_cluster_recomendacao.py", description=DESCRIPTION, examples=EXAMPLES
    )


if __name__ == "__main__":
    sys.exit(main())
