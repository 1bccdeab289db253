"""What a test program says of one test case, from the XML of either major version of Catch2."""

import pathlib
import xml.etree.ElementTree as xml


class Verdict:
    """green, red, or anything else that is no answer; the first failure in one line."""

    def __init__(self, word, why="", seconds=0.0):
        self.word = word
        self.why = why
        self.seconds = seconds


def _first_failure(case):
    """(its kind, one line of it), or two times nothing."""
    said = ""
    for element in case.iter():
        if element.tag == "Info":
            said = element.text or ""
        if element.tag not in ("Expression", "Exception", "Failure", "FatalErrorCondition"):
            continue
        shown = element.findtext("Expanded") if element.tag == "Expression" else element.text
        # What a bare truth value means stands beside it.
        text = " ".join((said if (shown or "").strip() in ("", "false", "true") else shown).split())
        place = f"{pathlib.Path(element.get('filename', '')).name}:{element.get('line')}"
        return element.tag, f"{place}: {text if len(text) < 150 else text[:147] + '...'}"
    return "", ""


def judge(output, section, exit_code):
    """`section` may be empty: the whole case. Anything but one test case that ran and says so is no answer."""
    try:
        cases = list(xml.fromstring(output).iter("TestCase"))
    except xml.ParseError:
        return Verdict("crashed", f"exit code {exit_code}")
    if len(cases) != 1 or (section and all(s.get("name") != section for s in cases[0].iter("Section"))):
        return Verdict("not run", "the program knows no such test")
    kind, why = _first_failure(cases[0])
    if exit_code < 0 or kind == "FatalErrorCondition":
        return Verdict("crashed", why)
    result = cases[0].find("OverallResult")
    if result is None or (result.get("success") == "true") != (exit_code == 0):
        return Verdict("crashed", f"exit code {exit_code} does not go with the report")
    return Verdict("green") if exit_code == 0 else Verdict("red", why)
