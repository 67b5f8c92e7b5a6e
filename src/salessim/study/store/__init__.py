"""Results on disk: one folder an experiment, to which rows are only ever added.

manifest.json           what makes the results; written once
points.parquet          a row a point: its settings and its key; written once
runs/NAME-0001.parquet  a row a run; written once
runs/NAME-0002.journal  rows of the last minutes, not yet in a Parquet file
plans/NAME.jsonl       where points are planned, their plans; lines are added
log/NAME.jsonl          sessions, and points that failed with the reason; lines are added
"""
