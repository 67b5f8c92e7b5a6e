"""`salessim init`: a commented scenario to start from."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salessim.cli.output import say

if TYPE_CHECKING:
    from salessim.output_files import Write

DEFAULT_TEMPLATE = "startup"


def init(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="Name of the file to write.")
    ] = "scenario",
    template: Annotated[
        str, typer.Option("--from", metavar="TEMPLATE", help="Which one to start from.")
    ] = DEFAULT_TEMPLATE,
    show_list: Annotated[bool, typer.Option("--list", help="List the templates.")] = False,
) -> None:
    """Write a commented scenario to start from.

    \b
    Examples:
      salessim init acme
      salessim init nordwind --from seven_reps
      salessim init --list
    """
    if show_list:
        for file in templates():
            say(f"{file.stem:<16}{_title(file)}")
        return
    written = copy_template(template, Path(name))
    say(f"Wrote {written[0]}.")
    for further in written[1:]:
        say(f"Wrote {further}, which it reads.")
    say(f"Next: salessim run {written[0]}")


def templates() -> list[Path]:
    """The scenario files that came with the package, by name."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "templates"
    folder = installed if installed.is_dir() else package.parents[1] / "scenarios"
    return sorted(folder.glob("*.yaml"))


def copy_template(template: str, target: Path) -> list[Path]:
    """Copy a template, and the folder of tables that goes with it; return what was written.

    Raises:
        InputError: there is no such template, or a file stands in the way.
    """
    import shutil

    from salessim.errors import InputError
    from salessim.output_files import said_of, write_file, write_folder

    known = {file.stem: file for file in templates()}
    if template not in known:
        raise InputError(f"There is no template '{template}': choose {', '.join(known)}.")
    file = target if target.suffix in (".yaml", ".yml") else target.with_name(f"{target.name}.yaml")
    tables = known[template].with_suffix("")
    written = [file, file.with_name(tables.name)] if tables.is_dir() else [file]
    for path in written:
        if path.exists():
            raise InputError(f"{path} exists already: choose another name, or move it away.")
    with said_of(file):
        file.parent.mkdir(parents=True, exist_ok=True)
    write_file(file, partial(shutil.copyfile, known[template]))
    if tables.is_dir():
        copies: dict[str, Write] = {
            one.name: partial(shutil.copyfile, one) for one in tables.iterdir()
        }
        write_folder(written[1], copies, ours=())
    return written


def _title(file: Path) -> str:
    """The template's own name, read without checking it."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("name:"):
            return line.removeprefix("name:").strip()
    return ""
