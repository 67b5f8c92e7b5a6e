"""The limit that costs most revenue over the horizon."""

from salessim.measure.findings import BindingMonth, MainLimit

BRIDGED = 1
"""Months without the limit that do not end a stretch: neighbours take turns by chance."""


def main_limit(binding: list[BindingMonth]) -> MainLimit | None:
    """The limit with the largest gain over all months in which it binds.

    Months next to each other, or but one month apart, are joined.
    """
    gains: dict[str, float] = {}
    for row in binding:
        if row.limit is not None:
            gains[row.limit] = gains.get(row.limit, 0.0) + row.gain_of_10_percent
    if not gains:
        return None
    limit = max(gains, key=lambda name: gains[name])
    stretches: list[list[int]] = []
    for month, row in enumerate(binding):
        if row.limit != limit:
            continue
        if stretches and month - stretches[-1][1] <= 1 + BRIDGED:
            stretches[-1][1] = month
        else:
            stretches.append([month, month])
    return MainLimit(
        limit=limit,
        gain_of_10_percent=gains[limit],
        spans=[(binding[first].month, binding[last].month) for first, last in stretches],
    )
