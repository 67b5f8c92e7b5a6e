"""The limit that costs most revenue over the horizon."""

from itertools import groupby

from salessim.measure.findings import BindingMonth, MainLimit


def main_limit(binding: list[BindingMonth]) -> MainLimit | None:
    """The limit with the largest gain over all months in which it binds, neighbours joined."""
    gains: dict[str, float] = {}
    for row in binding:
        if row.limit is not None:
            gains[row.limit] = gains.get(row.limit, 0.0) + row.gain_of_10_percent
    if not gains:
        return None
    limit = max(gains, key=lambda name: gains[name])
    spans = []
    for binds, rows in groupby(binding, key=lambda row: row.limit == limit):
        months = [row.month for row in rows]
        if binds:
            spans.append((months[0], months[-1]))
    return MainLimit(limit=limit, gain_of_10_percent=gains[limit], spans=spans)
