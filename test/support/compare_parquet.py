"""Holds Parquet files against the rows that they should have, and against what pyarrow writes of those, as JSON.

Beside each file of the folder lies its JSON: {"types": {column: type}, "columns": {column: [value, ...]}}, times in whole milliseconds.
{file: {"same": {reader: whether it sees these rows}, "bytes": of the file, "pyarrow": {variant: bytes},
"saysItsTimes": whether the footer has the least and the greatest of each column of times}}
"""
import io
import json
import sys
from pathlib import Path

import duckdb
import pandas
import pyarrow
import pyarrow.compute
import pyarrow.parquet

TYPES = {
    "UTF8": pyarrow.string(),
    "INT32": pyarrow.int32(),
    "INT64": pyarrow.int64(),
    "DOUBLE": pyarrow.float64(),
    "BOOLEAN": pyarrow.bool_(),
    "TIMESTAMP_MILLIS": pyarrow.timestamp("ms", tz="UTC"),
}


def table_of(path):
    rows = json.loads(path.with_suffix(".json").read_text())
    schema = pyarrow.schema([pyarrow.field(name, TYPES[kind], nullable=False) for name, kind in rows["types"].items()])
    return pyarrow.table([pyarrow.array(rows["columns"][field.name], field.type) for field in schema], schema)


def seen_by_duckdb(path, schema):
    """Of a converted type DuckDB does not say the zone: the values are UTC."""
    seen = duckdb.sql(f"SELECT * FROM read_parquet('{path}')").to_arrow_table()

    def cast(field):
        column = seen[field.name]
        return column.cast(pyarrow.timestamp("ms")).cast(field.type) if field.type == TYPES["TIMESTAMP_MILLIS"] else column

    return pyarrow.table([cast(field) for field in schema], schema)


def written(table, **options):
    """As pyarrow does it by default, with Snappy: dictionaries, statistics, format 2.6."""
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out, compression="snappy", **options)
    return len(out.getvalue())


def times_said(path):
    """The least and the greatest of each column of times, as pyarrow finds them in the footer; None where it finds none."""
    group = pyarrow.parquet.ParquetFile(path).metadata.row_group(0)
    said = {column.path_in_schema: column.statistics for column in map(group.column, range(group.num_columns))}
    return {name: (found.min, found.max) if found and found.has_min_max else None for name, found in said.items()}


def says_its_times(path, table):
    said = times_said(path)
    times = [field.name for field in table.schema if field.type == TYPES["TIMESTAMP_MILLIS"]]
    return all(said[name] == tuple(pyarrow.compute.min_max(table[name]).as_py().values()) for name in times)


def compared(path):
    table = table_of(path)
    return {
        "same": {
            "pyarrow": pyarrow.parquet.read_table(path).equals(table),
            "pandas": pandas.read_parquet(path).equals(table.to_pandas()),
            "duckdb": seen_by_duckdb(path, table.schema).equals(table),
        },
        "bytes": path.stat().st_size,
        "pyarrow": {"as it is": written(table), "without its schema": written(table, store_schema=False)},
        "saysItsTimes": says_its_times(path, table),
    }


if __name__ == "__main__":
    print(json.dumps({path.stem: compared(path) for path in sorted(Path(sys.argv[1]).glob("*.parquet"))}))
