"""Who may import whom: a room of the package knows only the rooms in the rows above its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "wagtail_mentoring"
ROWS = [
    {"conf", "compat", "commits"},
    {"text", "days", "exports", "charts", "permissions", "jobs"},
    {"sitesettings", "spam", "mail"},
    {"submissions"},
    {"comments", "pledges"},
    {"articles"},
    {"wordpress", "notices"},
    {"models", "pages", "privacy", "api", "checks"},
    {"wagtail_hooks", "apps", "urls", "templatetags", "management"},
]
ROW_OF = {room: number for number, rooms in enumerate(ROWS) for room in rooms}
OUTER = {"views", "admin"}
"""What stands at the rim of a room; its models, forms and operations know nothing of it."""


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        room = inside.parts[0].removesuffix(".py")
        if "migrations" not in inside.parts and room != "__init__":
            yield room, path


def imported(path: Path) -> Iterator[list[str]]:
    """The parts, below the package, of every module of ours that a file imports, at any depth."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name.startswith("wagtail_mentoring."):
                yield name.split(".")[1:]


@pytest.mark.parametrize(
    ("room", "path"),
    list(modules()),
    ids=[str(path.relative_to(PACKAGE)) for _room, path in modules()],
)
def test_a_room_imports_only_from_the_rows_above(room: str, path: Path) -> None:
    for parts in imported(path):
        if parts[0] != room:
            assert ROW_OF[parts[0]] < ROW_OF[room], f"{room} imports {'.'.join(parts)}"


@pytest.mark.parametrize("name", ["models", "forms", "operations"])
def test_inside_a_room_arrows_point_to_the_models(name: str) -> None:
    order = ["models", "forms", "operations"]
    for room, path in modules():
        if path.stem != name or path.parent == PACKAGE:
            continue
        later = OUTER | set(order[order.index(name) + 1 :])
        for parts in imported(path):
            if parts[0] == room and len(parts) > 1:
                assert parts[1] not in later, f"{path.relative_to(PACKAGE)} imports {parts[1]}"
