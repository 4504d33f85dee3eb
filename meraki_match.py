"""One command: prepares everything and runs the three stages, the tests or the dashboard.

Any Python can read this file, so that an old one gets a sentence rather than a syntax error.
"""

import sys

OLDEST_PYTHON = (3, 11)

if sys.version_info < OLDEST_PYTHON:
    sys.stderr.write(
        "ERRO: O Meraki Match precisa do Python 3.11 ou mais novo; este e o %d.%d.\n"
        "  Onde: %s\n"
        "  O que fazer: instale um em https://www.python.org/downloads/ e rode com ele.\n"
        % (sys.version_info[0], sys.version_info[1], sys.executable)
    )
    sys.exit(3)

from meraki.launcher.command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
