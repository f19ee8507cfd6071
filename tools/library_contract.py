"""An import-linter contract about libraries: which ones a ring may stand on, or must not know.

import-linter sees of a library only its first name (``django``), so what lies deeper is read from the line itself.
"""

import re
import sys
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

FROM = re.compile(r"from\s+([\w.]+)\s+import\s+(.*)")
IMPORT = re.compile(r"import\s+([\w.]+)")


def imported_names(line: str) -> list[str]:
    """The dotted names that an import line may stand for: ``from a import b`` is ``a`` or ``a.b``."""
    if found := FROM.match(line.strip()):
        package, names = found.groups()
        return [package, *(f"{package}.{name}" for name in re.findall(r"\w+", names))]
    return IMPORT.findall(line)


class LibraryContract(Contract):
    """``modules`` import, besides kpcs and the standard library, only ``allowed``, and nothing of ``refused``."""

    type_name = "libraries"

    modules: Any = fields.ListField(subfield=fields.StringField())
    allowed: Any = fields.ListField(subfield=fields.StringField(), required=False, default=None)
    refused: Any = fields.ListField(subfield=fields.StringField(), required=False, default=None)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Compare every direct import; ``verbose`` has nothing to add."""
        faults = []
        own = {name.split(".")[0] for name in self.modules}
        for package in self.modules:
            if package not in graph.modules:
                faults.append(f"{package} does not exist")
                continue
            for module in sorted({package} | graph.find_descendants(package)):
                for library in sorted(graph.find_modules_directly_imported_by(module)):
                    if library.split(".")[0] not in own | sys.stdlib_module_names:
                        faults.extend(self._faults(graph, module, library))
        return ContractCheck(kept=not faults, metadata={"faults": faults})

    def _faults(self, graph: ImportGraph, module: str, library: str) -> list[str]:
        faults = []
        for detail in graph.get_import_details(importer=module, imported=library):
            line = detail["line_contents"]
            refused = any(
                f"{name}.".startswith(f"{other}.") for name in imported_names(line) for other in self.refused or ()
            )
            if refused or (self.allowed is not None and library not in self.allowed):
                faults.append(f"{module}:{detail['line_number']}: {line}")
        return faults

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each line."""
        for fault in check.metadata["faults"]:
            output.print_error(fault)
