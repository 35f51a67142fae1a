"""``python -m warehouse_app``: the command line without a window; needs no Qt."""

import sys

from warehouse_app.cli import main

sys.exit(main())
