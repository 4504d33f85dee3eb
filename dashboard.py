"""Painel do Meraki Match: ``streamlit run dashboard.py`` (ou ``python meraki_match.py dashboard``)."""

from meraki.dashboard.app import main

main()
