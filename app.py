"""The page in a browser: `python app.py`, the same as `python -m assistant serve`."""

from __future__ import annotations

import sys

from assistant.__main__ import main

if __name__ == "__main__":
    sys.argv.insert(1, "serve")
    main()
