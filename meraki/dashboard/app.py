"""The application: which folder, which pages, and what a person reads when something is wrong."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st
from streamlit import runtime

from meraki.columns import OutputFile
from meraki.console import build_parser
from meraki.dashboard import brand, changes, clusters, customer, opportunities, overview, product, quality
from meraki.dashboard.folder import Folder, command, open_folder, output_flag
from meraki.dashboard.parts import remember_pages
from meraki.dashboard.text import code, inert
from meraki.errors import EXIT_OK, MerakiError, UsageError
from meraki.manifest import base_is_newer
from meraki.reports import formats
from meraki.reports.figures import reference_date
from meraki.resolution import resolve
from meraki.settings import CommonSettings

logger = logging.getLogger("meraki.dashboard")
DESCRIPTION = "Painel sobre a pasta de resultados. Abra com: python meraki_match.py dashboard"
Flags = Mapping[str, Any]
NO_FLAGS: Flags = {}
_FRONT_PATH = "inicio"
"""Never seen: the default page needs a name of its own, and answers at the bare address."""


@dataclass(frozen=True)
class PageSpec:
    """One entry of the menu."""

    title: str
    address: str
    """Last part of the page's URL."""
    icon: str
    render: Callable[[Folder], None]


PAGES = (
    PageSpec("Visão geral", "visao-geral", ":material/dashboard:", overview.render),
    PageSpec("Oportunidades", "oportunidades", ":material/call:", opportunities.render),
    PageSpec("Cliente", "cliente", ":material/apartment:", customer.render),
    PageSpec("Produto", "produto", ":material/inventory_2:", product.render),
    PageSpec("Clusters", "clusters", ":material/bubble_chart:", clusters.render),
    PageSpec("O que mudou", "mudancas", ":material/compare_arrows:", changes.render),
    PageSpec("Qualidade dos dados", "qualidade", ":material/fact_check:", quality.render),
)


def main(arguments: Sequence[str]) -> int:
    """Draw the menu and the page that the address asks for; returns the exit code of a bare ``python dashboard.py``.

    Args:
        arguments: what was written after ``streamlit run dashboard.py --``.
    """
    try:
        flags = vars(build_parser(CommonSettings, "dashboard.py", DESCRIPTION).parse_args(arguments))
        if not runtime.exists():
            raise UsageError("O painel abre no navegador.", action="rode: python meraki_match.py dashboard")
    except UsageError as error:
        print(f"ERRO: {error}", file=sys.stderr)
        return error.exit_code
    _pages(flags)
    return EXIT_OK


def _pages(flags: Flags) -> None:
    st.set_page_config(page_title="Meraki Match", page_icon=brand.ICON, layout="wide")
    st.logo(brand.WORDMARK, size="large")
    entries = {spec.address: _entry(spec, flags) for spec in PAGES}
    remember_pages(entries)
    st.navigation([*entries.values(), _front_by_name(flags)]).run()


def _entry(spec: PageSpec, flags: Flags) -> st.Page:
    front = spec is PAGES[0]
    path = _FRONT_PATH if front else spec.address
    return st.Page(partial(draw, spec, flags), title=spec.title, icon=spec.icon, url_path=path, default=front)


def _front_by_name(flags: Flags) -> st.Page:
    """The first page under its own address: a default page answers only at the bare one."""
    front = PAGES[0]
    return st.Page(partial(draw, front, flags), title=front.title, url_path=front.address, visibility="hidden")


def draw(spec: PageSpec, flags: Flags = NO_FLAGS) -> None:
    """One page over the output folder as it is now; whatever goes wrong ends in a sentence."""
    st.title(spec.title)
    try:
        given = dict(flags)
        folder = open_folder(resolve(CommonSettings, given, config=given.pop("config", None)).output)
        _about(folder)
        if not folder.is_empty:
            spec.render(folder)
    except MerakiError as error:
        st.error(inert(str(error)))
    except Exception:
        logger.exception("página %s", spec.address)
        st.error(
            "Esta página não pôde ser montada com os arquivos da pasta de resultados. "
            "Rode de novo as três etapas. Se continuar, o detalhe técnico está no terminal do painel."
        )


def _about(folder: Folder) -> None:
    """Which data this is, or how to make some."""
    if folder.is_empty:
        st.info(f"A pasta {inert(folder.outputs.directory)} ainda não tem resultados.")
        here = output_flag(folder.outputs.directory)
        demo, own = (code(f"python meraki_match.py {source}{here}") for source in ("--demo", "--source PASTA"))
        st.markdown(f"Com dados de demonstração: {demo}")
        st.markdown(f"Com os seus dados: {own} (ou `s3://bucket/prefixo/`)")
        return
    day = reference_date(folder.outputs)
    if day:
        st.caption(f"{inert(formats.until(day).capitalize())}.")
    if base_is_newer(folder.outputs.manifest or {}):
        again = code(command(folder.outputs.directory / OutputFile.CLUSTERS))
        st.warning(f"Clusters e recomendações são de dados anteriores aos que estão na pasta. Rode de novo: {again}")
