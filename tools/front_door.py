"""The contract of the house: an app is entered from outside by its `api.py` and by nothing else."""

from __future__ import annotations

from importlinter import Contract, ContractCheck, fields, output


class FrontDoor(Contract):
    """Every import that crosses from one app (`wing.app`) into another must land on `<app>.<door>`."""

    type_name = "front_door"
    wings = fields.ListField(subfield=fields.ModuleField())
    door = fields.StringField()

    def check(self, graph, verbose):
        apps = {app for wing in self.wings for app in graph.find_children(wing.name)}  # type: ignore[attr-defined]
        offences = []
        for module in sorted(graph.modules):
            home = app_of(module, apps)
            for target in sorted(graph.find_modules_directly_imported_by(module)):
                app = app_of(target, apps)
                if app and app != home and target != f"{app}.{self.door}":
                    lines = [d["line_number"] for d in graph.get_import_details(importer=module, imported=target)]
                    offences.append(f"{module} imports {target} (line {', '.join(map(str, lines))})")
        return ContractCheck(kept=not offences, metadata={"offences": offences})

    def render_broken_contract(self, check):
        for offence in check.metadata["offences"]:
            output.print_error(offence)


def app_of(module: str, apps: set[str]) -> str | None:
    """The app a module belongs to, if any."""
    name = ".".join(module.split(".")[:3])
    return name if name in apps else None
