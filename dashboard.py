"""Painel do Meraki Match: ``python meraki_match.py dashboard``.

O mesmo que ``streamlit run dashboard.py -- --output PASTA``.
"""

import sys

from meraki.dashboard.app import main

if code := main(sys.argv[1:]):
    sys.exit(code)
