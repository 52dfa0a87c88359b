#!/usr/bin/env python3
# Licensed under the Apache License, Version 2.0: see LICENSE.
"""Hadoop Streaming mapper: one line "operator TAB 1" for each bird strike on standard input.

Rows are checked by the same rules as the Java jobs (io.howdah.examples.birdstrikes.core.BirdStrike);
a row that is no bird strike is counted and left out. Try it without a cluster:

    ./strikes_map.py < birdstrikes.csv | LC_ALL=C sort | ./strikes_reduce.py
"""
import csv
import datetime
import io
import os
import re
import sys

HEADER = [
    "Airport Name", "Aircraft Make Model", "Effect Amount of damage", "Flight Date",
    "Aircraft Airline Operator", "Origin State", "Phase of flight", "Wildlife Size",
    "Wildlife Species", "Time of day", "Cost Other", "Cost Repair", "Cost Total $",
    "Speed IAS in knots",
]
DAMAGE, DATE, OPERATOR, STATE, COSTS, SPEED = 2, 3, 4, 5, (10, 11, 12), 13

DATE_FORM = re.compile(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
DOLLARS = re.compile(r"[0-9]{1,12}")
KNOTS = re.compile(r"[0-9]{0,4}")
# Bytes that are not UTF-8 arrive as U+FFFD.
FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ufffd]")
MAX_FIELD = 65536

csv.field_size_limit(MAX_FIELD)


class BadRow(Exception):
    """A row that is no bird strike; column counts from 1."""

    def __init__(self, column, reason):
        super().__init__(reason)
        self.column = column


def split(line):
    """The fields of one line; strict, as RFC 4180."""
    # csv accepts a quote inside a bare field, the RFC (and the Java reader) does not.
    bare = re.sub(r'(?:(?<=^)|(?<=,))"(?:[^"]|"")*"(?=,|$)', "", line)
    if '"' in bare:
        raise BadRow(1 + bare[: bare.index('"')].count(","), "a quote out of place")
    try:
        rows = list(csv.reader(io.StringIO(line, newline=""), strict=True))
    except csv.Error as e:
        raise BadRow(1, str(e)) from e
    return rows[0] if len(rows) == 1 else [""]


def operator(line):
    """The operator of a row; raises BadRow."""
    fields = split(line)
    if len(fields) != len(HEADER):
        raise BadRow(min(len(fields), len(HEADER) + 1), f"{len(fields)} columns, not {len(HEADER)}")
    for i, value in enumerate(fields):
        if FORBIDDEN.search(value):
            raise BadRow(i + 1, "a control character or bytes that are not UTF-8")
    for i in (DAMAGE, OPERATOR, STATE):
        if not fields[i].strip(" "):
            raise BadRow(i + 1, "empty")
    if not DATE_FORM.fullmatch(fields[DATE]):
        raise BadRow(DATE + 1, "not a date yyyy-mm-dd")
    try:
        datetime.date.fromisoformat(fields[DATE])
    except ValueError as e:
        raise BadRow(DATE + 1, "no such day") from e
    for i in COSTS:
        if not DOLLARS.fullmatch(fields[i]):
            raise BadRow(i + 1, "not whole dollars")
    if not KNOTS.fullmatch(fields[SPEED]):
        raise BadRow(SPEED + 1, "not whole knots")
    return fields[OPERATOR]


def is_header(line):
    return split(line.removeprefix("\ufeff")) == HEADER


def count(counter, n):
    """Streaming reads counters from standard error."""
    if n:
        print(f"reporter:counter:BirdStrikes,{counter},{n}", file=sys.stderr, flush=True)


def main(lines, out):
    good = bad = 0
    bad_columns = {}
    # Streaming exports the job's settings with dots as underscores. Only the split that starts a file holds its header.
    first = os.environ.get("mapreduce_map_input_start", "0") == "0"
    for line in lines:
        line = line.rstrip("\n").removesuffix("\r")
        try:
            if first:
                first = False
                if not is_header(line):
                    raise BadRow(1, "not the header")
                continue
            out.write(f"{operator(line)}\t1\n")
            good += 1
        except BadRow as e:
            bad += 1
            bad_columns[e.column] = bad_columns.get(e.column, 0) + 1
    count("ROWS", good)
    count("BAD_ROWS", bad)
    for column, n in sorted(bad_columns.items()):
        count(f"BAD_COLUMN_{column}", n)


if __name__ == "__main__":
    stdin = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace", newline="\n")
    stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n")
    main(stdin, stdout)
    stdout.flush()
