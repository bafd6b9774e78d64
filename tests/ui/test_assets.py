"""The page's own scripts: each is served and reached, and nothing else is imported."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.ui import assets


def test_each_script_is_served_and_imported() -> None:
    scripts = {path.name for path in Path(assets.__file__).parent.glob("*.js")}
    served = {name for name, kind in assets.SERVED.items() if kind == "text/javascript"}
    assert served == scripts
    imported = {
        other for name in scripts for other in re.findall(r'"\./(.*?)"', assets.asset(name))
    }
    assert imported == scripts - {"page.js"}
