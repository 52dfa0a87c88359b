#!/usr/bin/env python3
# Licensed under the Apache License, Version 2.0: see LICENSE.
"""Hadoop Streaming reducer, and combiner: adds up the numbers of equal keys in sorted "key TAB number" lines.

It writes what it reads, so it may run any number of times between map and reduce.
"""
import io
import itertools
import sys


def parse(lines):
    for line in lines:
        key, tab, number = line.rstrip("\n").rpartition("\t")
        if not tab:
            # Exit with an error and fail the task: silence would be a wrong count.
            raise ValueError(f"no tab in the reducer's input: {line!r}")
        yield key, int(number)


def main(lines, out):
    for key, group in itertools.groupby(parse(lines), key=lambda pair: pair[0]):
        out.write(f"{key}\t{sum(n for _, n in group)}\n")


if __name__ == "__main__":
    stdin = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline="\n")
    stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n")
    main(stdin, stdout)
    stdout.flush()
