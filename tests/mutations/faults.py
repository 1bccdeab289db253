"""The lists of faults, and whether they still fit the sources.

A list is a TOML file beside this one:

    tests = "reference/kernels"        # the ctest that is to go red; its program is test_reference_kernels
    red = ["TEST CASE | SECTION"]      # what of it, all of these; the section may be left out; {kernel} is the fault's

    [[fault]]
    name = "gemm-tail"                 # unlike every other
    kernel = "gemm"                    # of the registry; left out where there is none
    file = "reference/kernels/gemm.cc"
    like = "the mistake in words"
    from = "i < n"                     # once in the file, however it is broken into lines
    to = "i < n - 1"

A fault may have `tests` and `red` of its own. Nothing is skipped: what does not fit is an error.
"""

import dataclasses
import pathlib
import re
import tomllib


class ListError(Exception):
    """A list that cannot be used, or that its sources have left behind."""


@dataclasses.dataclass(frozen=True)
class Test:
    suite: str  # the name that ctest knows
    case: str
    section: str  # or empty

    @property
    def program(self):
        return "test_" + self.suite.replace("/", "_")

    def __str__(self):
        return f"{self.suite}: {self.case}" + (f" | {self.section}" if self.section else "")


@dataclasses.dataclass(frozen=True)
class Fault:
    name: str
    kernel: str  # or empty
    file: str
    like: str
    before: str
    after: str
    red: tuple
    source: str  # the list that it stands in

    def planted(self, text):
        """The source with the fault; ListError unless it can be planted in exactly one place."""
        pattern = r"\s+".join(re.escape(word) for word in self.before.split())
        places = [match.span() for match in re.finditer(pattern, text)]
        if len(places) != 1:
            raise ListError(
                f"{self.source}: {self.name}: {self.before.strip()!r} occurs {len(places)} times in {self.file}, not"
                " once; look at what the source has become and plant the fault anew"
            )
        start, end = places[0]
        return text[:start] + self.after.strip() + text[end:]


def _test(suite, text, kernel):
    case, _, section = text.replace("{kernel}", kernel).partition(" | ")
    return Test(suite, case, section)


def _read(path, name):
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ListError(f"{name}: {error}") from None
    shared = {key: table.pop(key) for key in ("tests", "red") if key in table}
    if not table.get("fault") or len(table) != 1:
        raise ListError(f"{name}: expected tests, red and [[fault]], got {', '.join(table) or 'nothing'}")
    faults = []
    for entry in table["fault"]:
        wanted = {"name", "file", "like", "from", "to", "tests", "red"}
        entry = shared | entry
        odd = (wanted - entry.keys()) | (entry.keys() - wanted - {"kernel"})
        if odd:
            raise ListError(f"{name}: {entry.get('name', 'a fault')}: missing or unknown: {', '.join(sorted(odd))}")
        kernel = entry.get("kernel", "")
        red = tuple(_test(entry["tests"], text, kernel) for text in entry["red"])
        faults.append(
            Fault(entry["name"], kernel, entry["file"], entry["like"], entry["from"], entry["to"], red, name)
        )
    return faults


def read_lists(tree):
    """All faults of tests/mutations/*.toml, in order."""
    folder = pathlib.Path(tree) / "tests" / "mutations"
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise ListError(f"{folder}: no list of faults")
    return [fault for path in paths for fault in _read(path, str(path.relative_to(tree)))]


def _fault_problems(tree, fault):
    where = f"{fault.source}: {fault.name}"
    if not fault.red:
        yield f"{where}: no test is to go red"
    if fault.before.split() == fault.after.split():
        yield f"{where}: the faulty text is the original"
    path = tree / fault.file
    if not path.is_file():
        yield f"{where}: no file {fault.file}"
        return
    try:
        fault.planted(path.read_text(encoding="utf-8"))
    except ListError as error:
        yield str(error)
    for test in fault.red:
        declared = re.compile(r'TEST_CASE\(\s*"' + re.escape(test.case.replace('"', '\\"')) + '"')
        sources = sorted((tree / "tests" / test.suite).glob("*.cc"))
        if not any(declared.search(source.read_text(encoding="utf-8")) for source in sources):
            yield f"{where}: no test case {test.case!r} in tests/{test.suite}"


def problems(tree, faults, kernels=None):
    """What is wrong with the lists, one line each. `kernels` are the names of the registry, where they are known."""
    tree = pathlib.Path(tree)
    names = [fault.name for fault in faults]
    found = [f"{name}: a name for more than one fault" for name in sorted(set(names)) if names.count(name) > 1]
    for fault in faults:
        found += _fault_problems(tree, fault)
    if kernels is None:
        return found
    planted = {fault.kernel for fault in faults if fault.kernel}
    found += [f"{kernel}: a kernel without a fault" for kernel in sorted(set(kernels) - planted)]
    found += [f"{kernel}: faults of a kernel that is not registered" for kernel in sorted(planted - set(kernels))]
    return found
