"""Reads every data set of a storage folder with pyarrow, pandas and DuckDB and prints what each saw, as JSON.

{reader: {data set: {"types": {column: type}, "rows": [row, ...]}}}; times are whole milliseconds, rows in the order of the readers.
"""
import json
import sys
from datetime import datetime, timezone

import duckdb
import pandas
import pyarrow.dataset

DATA_SETS = ["rolling_window_results", "late_window_corrections", "session_stats", "unmatched_sessions"]
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def plain(value):
    """Times as whole milliseconds since the epoch; numpy's numbers as Python's."""
    if isinstance(value, datetime):
        zoned = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
        return round((zoned - EPOCH).total_seconds() * 1000)
    return value.item() if hasattr(value, "item") else value


def seen(types, rows):
    kept = [{name: plain(value) for name, value in row.items() if name != "date"} for row in rows]
    return {"types": {name: str(kind) for name, kind in types if name != "date"}, "rows": kept}


def with_pyarrow(path):
    table = pyarrow.dataset.dataset(path, format="parquet", partitioning="hive").to_table()
    return seen([(field.name, field.type) for field in table.schema], table.to_pylist())


def with_pandas(path):
    frame = pandas.read_parquet(path)
    return seen(frame.dtypes.items(), frame.to_dict("records"))


def with_duckdb(path):
    relation = duckdb.sql(f"SELECT * FROM read_parquet('{path}/**/*.parquet', hive_partitioning = true)")
    columns = [
        f'epoch_ms("{name}") AS "{name}"' if str(kind).startswith("TIMESTAMP") else f'"{name}"'
        for name, kind in zip(relation.columns, relation.types)
    ]
    rows = relation.project(", ".join(columns)).fetchall()
    return seen(zip(relation.columns, relation.types), [dict(zip(relation.columns, row)) for row in rows])


if __name__ == "__main__":
    storage = sys.argv[1]
    readers = {"pyarrow": with_pyarrow, "pandas": with_pandas, "duckdb": with_duckdb}
    print(json.dumps({
        reader: {name: read(f"{storage}/{name}.parquet") for name in DATA_SETS} for reader, read in readers.items()
    }))
