"""The page's own scripts: each is served and reached, and nothing else is imported."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.ui import assets
from assistant.ui.desk import Desk
from tests.ui.test_server import opened


def test_each_script_is_served_and_imported() -> None:
    scripts = {path.name for path in Path(assets.__file__).parent.glob("*.js")}
    served = {name for name, kind in assets.SERVED.items() if kind == "text/javascript"}
    assert served == scripts
    imported = {
        other for name in scripts for other in re.findall(r'"\./(.*?)"', assets.asset(name))
    }
    assert imported == scripts - {"page.js"}


def test_a_page_hears_which_run_of_the_server_answers(desk: Desk) -> None:
    with opened(desk) as client:
        (instance,) = {client.get("/icon.svg").headers["instance"] for _ in range(2)}
    assert instance
