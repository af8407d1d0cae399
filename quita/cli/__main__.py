"""`python -m quita.cli` is `quita`."""

import sys

from quita.cli import main

sys.exit(main())
