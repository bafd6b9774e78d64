"""The rules on imports and constructors that ARCHITECTURE.md states, read from the source."""

from __future__ import annotations

import ast
import itertools
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "assistant"

LAYERS = (
    {"records", "errors", "environment"},
    {"protocols", "strict", "paths", "language", "offline", "processor"},
    {"config"},
    {"corpus", "models", "search"},
    {"runtime", "writing"},
    {"grounding"},
    {"present"},
    {"cluster", "indexing", "logs", "places", "summariser", "checking"},
    {"batch", "watching", "watched"},
    {"answering"},
    {"assistant"},
    {"serving"},
    {"adapters", "api", "doctor", "evaluate", "ui"},
    {"cli"},
    {"__main__"},
)
"""What a part imports stands in a row above it; a part of one row knows nothing of the others."""

OWNERS = {
    "Stemmer": {"language/words.py"},
    "dateparser": {"corpus/dates.py"},
    "faiss": {"search/vectors.py"},
    "ir_measures": {"evaluate/metrics.py"},
    "jinja2": {"models/chat.py", "ui/templates.py"},
    "filelock": {"models/files.py", "search/lock.py"},
    "fastapi": {"api/", "ui/server.py"},
    "gradio": {"ui/"},
    "langchain_core": {"adapters/langchain.py"},
    "llama_index": {"adapters/llamaindex.py"},
    "lxml": {"corpus/read/markup.py"},
    "markdown_it": {"corpus/read/crossed.py", "corpus/read/markdown.py", "corpus/read/rendered.py"},
    "markitdown": {"corpus/read/office.py"},
    "matplotlib": {"evaluate/plots.py"},
    "mcp": {"api/tools.py"},
    "openvino": {
        "models/openvino_export.py",
        "models/openvino_generate.py",
        "offline.py",
    },
    "openvino_genai": {"models/openvino_generate.py"},
    "onnx": {"models/convert.py"},
    "openpyxl": {"corpus/read/workbook.py"},
    "platformdirs": {"config.py"},
    "prompt_toolkit": {"cli/prompt.py"},
    "prometheus_client": {"api/metrics.py"},
    "psutil": {"models/guard.py"},
    "PIL": {"corpus/read/pictures.py"},
    "psycopg": {"search/postgres/"},
    "py3langid": {"language/tongue.py"},
    "pypdfium2": {"corpus/read/pdf.py", "corpus/read/boxes.py"},
    "rapidfuzz": {"language/names.py", "search/spelling.py"},
    "ray": {"cluster/"},
    "rapidocr": {"corpus/read/ocr.py"},
    "rouge_score": {"evaluate/metrics.py"},
    "safetensors": {
        "models/adapter.py",
        "models/convert.py",
        "models/openvino_writer.py",
        "models/reference_judge.py",
        "models/reference_reader.py",
    },
    "sentence_transformers": {"models/reference.py"},
    "sentencex": {"corpus/sentences.py"},
    "sklearn": {"evaluate/"},
    "spellchecker": {"language/dictionary.py"},
    "sqlite3": {"search/database.py", "doctor.py"},
    "tokenizers": {
        "models/chat.py",
        "models/openvino_embed.py",
        "models/reading.py",
        "models/tokens.py",
    },
    "torch": {
        "models/generate.py",
        "models/convert.py",
        "models/engine.py",
        "models/openvino_export.py",
        "models/reference_judge.py",
        "models/reference_reader.py",
    },
    "trafilatura": {"corpus/read/html.py"},
    "transformers": {
        "models/generate.py",
        "models/convert.py",
        "models/reference_judge.py",
        "models/reference_reader.py",
    },
    "typer": {"cli/"},
    "watchdog": {"watching.py"},
    "uvicorn": {"serving/connections.py", "serving/listening.py"},
}

SLOW = {
    "PIL",
    "dateparser",
    "faiss",
    "gguf",
    "huggingface_hub",
    "ir_measures",
    "jinja2",
    "lxml",
    "markdown_it",
    "markitdown",
    "matplotlib",
    "onnx",
    "openvino",
    "openvino_genai",
    "openpyxl",
    "prompt_toolkit",
    "pypdfium2",
    "rapidocr",
    "rouge_score",
    "safetensors",
    "sentence_transformers",
    "sklearn",
    "tokenizers",
    "torch",
    "trafilatura",
    "transformers",
}
"""Libraries that are imported inside the function that needs them."""

MAKERS = {
    "Answer": {"grounding/"},
    "ModelStore": {"runtime.py"},
    "Refusal": {"grounding/"},
    "Receipt": {"answering/", "summariser.py", "grounding/stored.py"},
    "Summary": {"grounding/"},
    "CheckedClaim": {"grounding/"},
    "CheckReport": {"grounding/"},
}
"""Who may make the records that `present` shows, and who opens the store of models."""

LOADERS = {
    "load_embedder": {"runtime.py", "models/"},
    "load_generator": {"runtime.py", "models/"},
    "load_reference": {"models/"},
    "load_reference_generator": {"models/"},
    "load_openvino": {"models/"},
    "load_openvino_generator": {"models/"},
    "load_judge": {"runtime.py", "models/"},
    "load_openvino_judge": {"models/"},
    "load_openvino_reader": {"models/"},
    "load_reader": {"runtime.py", "models/"},
    "load_reference_judge": {"models/"},
    "load_reference_reader": {"models/"},
    "prepare_embedder": {"models/", "cli/models.py"},
    "prepare_generator": {"models/", "cli/models.py"},
    "prepare_judge": {"models/", "cli/models.py"},
    "prepare_reader": {"models/", "cli/models.py"},
}
"""Who may import what loads a model or makes it ready; all others ask the runtime."""

DOORS = {"corpus/read/door.py"}
"""Where a bug becomes the failure of one file, with its traceback in the log."""

LONGEST = 400

SOURCES = {
    path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
}


@cache
def trees() -> dict[str, ast.Module]:
    return {name: ast.parse(source) for name, source in SOURCES.items()}


@cache
def nodes() -> dict[str, list[ast.AST]]:
    """All nodes of each module."""
    return {name: list(ast.walk(tree)) for name, tree in trees().items()}


def part_of(name: str) -> str:
    return name.split("/")[0].removesuffix(".py")


def imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The dotted names of all modules imported by these nodes."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def imported_whole(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module in {"assistant", "assistant.models"}:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def libraries(nodes: Iterable[ast.AST]) -> set[str]:
    return {name.split(".")[0] for name in imported(nodes)}


def at_import_time(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes that run when the module is imported: no function bodies, no TYPE_CHECKING."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        waiting += ast.iter_child_nodes(node)


def is_owned(name: str, owners: set[str]) -> bool:
    return any(
        name == owner or (owner.endswith("/") and name.startswith(owner)) for owner in owners
    )


def visible_from(part: str) -> set[str]:
    """The part itself, and all parts in the rows above its own."""
    above = itertools.takewhile(lambda layer: part not in layer, LAYERS)
    return {part}.union(*above)


def test_every_part_has_a_layer() -> None:
    assert {part_of(name) for name in SOURCES} - {"__init__"} == set().union(*LAYERS)


def test_imports_point_one_way() -> None:
    wrong = [
        (name, module)
        for name, found in nodes().items()
        for module in imported(found)
        if module.startswith("assistant.")
        and module.split(".")[1] not in visible_from(part_of(name))
    ]
    assert wrong == []


def test_imports_are_absolute() -> None:
    modules = [(name, module) for name, found in nodes().items() for module in imported(found)]
    assert [pair for pair in modules if pair[1].startswith(".")] == []


def test_each_library_has_its_owner() -> None:
    strangers = [
        (name, library)
        for name, found in nodes().items()
        for library in libraries(found) & OWNERS.keys()
        if not is_owned(name, OWNERS[library])
    ]
    assert strangers == []


def test_owners_use_what_they_own() -> None:
    used = set().union(*(libraries(found) for found in nodes().values()))
    assert used >= OWNERS.keys()


def test_it_is_imported_where_there_is_no_posix() -> None:
    """What Windows has not is missing for every module; how libraries do without is theirs."""
    code = """
import builtins, importlib, sys
from pathlib import Path
posix = {"fcntl", "resource", "pwd", "grp", "termios", "pty"}
imported = builtins.__import__
def without(name, names=None, *rest, **named):
    if name in posix and (names or {}).get("__name__", "").startswith("assistant"):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return imported(name, names, *rest, **named)
builtins.__import__ = without
package = Path(sys.argv[1])
for path in sorted(package.rglob("*.py")):
    if path.parent.name != "adapters" and path.stem not in {"__init__", "__main__"}:
        parts = path.relative_to(package.parent).with_suffix("").parts
        importlib.import_module(".".join(parts))
print("all")
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(PACKAGE)], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "all", done.stderr


def test_slow_libraries_are_imported_where_they_are_used() -> None:
    early = [(name, libraries(at_import_time(tree)) & SLOW) for name, tree in trees().items()]
    assert [pair for pair in early if pair[1]] == []


def test_each_maker_has_its_place() -> None:
    wrong = [
        (name, called)
        for name, found in nodes().items()
        for node in found
        if isinstance(node, ast.Call)
        for called in [ast.unparse(node.func).rsplit(".", 1)[-1]]
        if called in MAKERS and not is_owned(name, MAKERS[called])
    ]
    assert wrong == []


def test_only_the_runtime_loads_models() -> None:
    wrong = [
        (name, alias.name)
        for name, found in nodes().items()
        for node in found
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in LOADERS and not is_owned(name, LOADERS[alias.name])
    ]
    assert wrong == []


def test_no_loader_is_missing_from_the_rule() -> None:
    """What a module of `models` offers by such a name is a loader."""
    offered = {
        node.name
        for name, tree in trees().items()
        if name.startswith("models/")
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith(("load", "prepare"))
    }
    assert offered == LOADERS.keys()


def test_modules_of_models_are_imported_by_name() -> None:
    """Else a loader could be reached through its module."""
    whole = [
        (name, module)
        for name, found in nodes().items()
        for module in imported_whole(found)
        if module.startswith("assistant.models") and not name.startswith("models/")
    ]
    assert whole == []


def test_nothing_is_unpickled() -> None:
    pickling = {"pickle", "marshal", "shelve", "dill", "joblib"}
    assert [name for name, found in nodes().items() if libraries(found) & pickling] == []


def test_no_code_of_a_model_is_run() -> None:
    trusting = [
        name
        for name, found in nodes().items()
        for node in found
        if isinstance(node, ast.keyword) and node.arg == "trust_remote_code"
        if ast.unparse(node.value) != "False"
    ]
    assert trusting == []


def test_no_bug_is_hidden() -> None:
    broad = [
        (name, node.lineno)
        for name, found in nodes().items()
        for node in found
        if isinstance(node, ast.ExceptHandler)
        if node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
        if name not in DOORS
    ]
    assert broad == []


def test_the_page_builds_no_html_by_hand() -> None:
    """It comes from templates, which escape whatever they are given."""
    own = {name: found for name, found in nodes().items() if name.startswith("ui/")}
    built = [
        (name, written)
        for name, found in own.items()
        for written in (ast.unparse(node) for node in found if isinstance(node, ast.JoinedStr))
        if re.search(r"</?[a-z]", written)
    ]
    assert built == []
    assert [name for name, found in own.items() if "html" in libraries(found)] == []


def test_modules_are_short() -> None:
    lengths = {name: len(source.splitlines()) for name, source in SOURCES.items()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}
