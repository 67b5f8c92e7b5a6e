"""The README's marked blocks; `python tests/readme.py` writes the headline anew."""

import re
from pathlib import Path

from salessim import Scenario, simulate

TREE = Path(__file__).resolve().parents[1]
README = TREE / "README.md"


def block(mark: str) -> re.Match[str]:
    """The fenced block under `<!-- mark -->`; group 2 is what stands between the fences."""
    found = re.search(rf"(<!-- {mark} -->\n```\w*\n)(.*?)(```\n)", README.read_text(), re.DOTALL)
    assert found is not None, f"README.md has no block under <!-- {mark} -->"
    return found


def headline() -> str:
    """What the README's run command shows first."""
    return str(simulate(Scenario.load(TREE / "scenarios" / "startup.yaml"))) + "\n"


if __name__ == "__main__":
    old = block("headline")
    text = README.read_text()
    README.write_text(text[: old.start(2)] + headline() + text[old.end(2) :])
