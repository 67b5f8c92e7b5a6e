"""Names that people use for key paths: `deal value of gold` for `segments.gold.deal`."""

from salessim.scenario.shape import PLAN, Group, Named, Shape, UnknownPath, split_path, step_into


def human_name(path: str) -> str:
    """A name for a key path, fit for a sentence: the figure, and whose it is.

    Args:
        path: a key path such as `team.closer.base`.

    Returns:
        Words such as `base pay of closer`; the path itself where the schema does not know it.
    """
    parts = split_path(path)
    shape: Shape = PLAN
    figure = owner = part = ""
    for index, key in enumerate(parts):
        try:
            below = step_into(shape, key, parts[:index])
        except UnknownPath:
            return path
        if isinstance(shape, Group) and key in shape.fields:
            figure = shape.fields[key].field.title or key.replace("_", " ")
        elif isinstance(shape, Named) and isinstance(below, Group):
            figure, owner = "", f"{owner} {key}".strip()
        elif isinstance(shape, Named):
            part = f" for {key}"
        shape = below
    return f"{figure} of {owner}{part}" if figure and owner else f"{figure or owner}{part}"
