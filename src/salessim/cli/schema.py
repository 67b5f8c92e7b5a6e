"""`salessim schema`: what an editor needs to complete and check scenarios."""

import typer


def schema() -> None:
    """Print the JSON Schema of scenarios, for completion and checks in an editor.

    \b
    Example:
      salessim schema > scenario.schema.json
    """
    import json

    from salessim.scenario.json_schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
