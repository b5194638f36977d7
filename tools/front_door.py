"""The import rule of the rooms, as a contract for import-linter: come in through public.py."""

from __future__ import annotations

from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

DOOR = "public"


class FrontDoorContract(Contract):
    """A room is imported from outside only through its `public.py`.

    Rooms are the packages directly below `root`. A room in `open_rooms` has no door: its files are imported by name.
    `inner_rooms` are packages deeper down that have a door of their own, also towards their neighbours.
    """

    root = fields.StringField()
    open_rooms = fields.SetField(subfield=fields.StringField(), required=False)
    inner_rooms = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001  import-linter's own signature
        """Every import of a room's inside from outside the room."""
        side_doors = sorted(
            f"{importer} -> {imported}  (line {line})"
            for room in self._rooms(graph)
            for importer, imported in _entering(graph, room)
            for line in _lines(graph, importer, imported)
        )
        return ContractCheck(kept=not side_doors, metadata={"side_doors": side_doors})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import and what would work."""
        for side_door in check.metadata["side_doors"]:
            output.print_error(side_door)
        output.new_line()
        output.print(f"Import the room's {DOOR}.py instead; what is missing there, the room can offer there.")

    def _rooms(self, graph: ImportGraph) -> set[str]:
        root = cast(str, self.root)
        open_rooms = cast("set[str] | None", self.open_rooms) or set()
        inner_rooms = cast("set[str] | None", self.inner_rooms) or set()
        packages = {child for child in graph.find_children(root) if graph.find_children(child)}
        with_a_door = packages - {f"{root}.{name}" for name in open_rooms}
        return with_a_door | ({f"{root}.{name}" for name in inner_rooms} & graph.modules)


def _entering(graph: ImportGraph, room: str) -> set[tuple[str, str]]:
    """The imports that enter a room from outside by another way than its door: (importer, imported)."""
    inside = {room} | graph.find_descendants(room)
    return {
        (importer, imported)
        for imported in inside - {f"{room}.{DOOR}"}
        for importer in graph.find_modules_that_directly_import(imported) - inside
    }


def _lines(graph: ImportGraph, importer: str, imported: str) -> list[int]:
    details = graph.get_import_details(importer=importer, imported=imported)
    return [detail["line_number"] for detail in details]
