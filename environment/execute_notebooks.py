"""Executes notebooks headless, in the order given, in place unless told otherwise.

    .venv/bin/python environment/execute_notebooks.py [--parameters JSON] [--timeout S] [--output FILE] NOTEBOOK ...

A notebook is written whole when all of its cells have run, with outputs and execution counts; the
first failing cell stops everything, is named on standard error, and leaves its notebook as it was.
Parameters are assigned in a cell tagged `injected-parameters` after the cell tagged `parameters`, so
that the kernel's type check sees them: a wrong name or type is an error with its place.
"""

from __future__ import annotations

import argparse
import asyncio
import atexit
import json
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

KERNEL = "promptcal"
# Another process may take a port that was free when Jupyter looked: such a kernel ends and others are started.
STARTS = 3
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class Failure(Exception):
    """One notebook could not be executed; the text names the cell."""


def inject(notebook, parameters: dict, path: Path) -> None:
    """Puts assignments of `parameters` behind the tagged cell; an older injected cell goes first."""
    notebook.cells = [
        cell for cell in notebook.cells if "injected-parameters" not in tags(cell)
    ]
    if not parameters:
        return
    places = [i for i, cell in enumerate(notebook.cells) if "parameters" in tags(cell)]
    if not places:
        raise Failure(f"{path}: parameters were given, but no cell is tagged `parameters`")
    lines = [f"  {name} = {json.dumps(value)};" for name, value in parameters.items()]
    # In a block, because tslab prints the value of a cell that ends in an expression.
    source = "\n".join(["{", *lines, "}"])
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["injected-parameters"]})
    cell.id = "injected-parameters"
    notebook.cells.insert(places[0] + 1, cell)


def tags(cell) -> list[str]:
    return cell.metadata.get("tags", [])


def execute(
    path: Path,
    parameters: dict,
    timeout: int | None,
    output: Path,
    run: Callable[[NotebookClient], object] = NotebookClient.execute,
) -> int:
    """Executes one notebook in its own folder, writes it to `output`; returns the number of code cells.

    `run` gives it a kernel; by default one of its own.
    """
    notebook = nbformat.read(path, as_version=4)
    inject(notebook, parameters, path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    try:
        run_in_kernel(notebook, path, timeout, run)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise Failure(describe(path, notebook, error)) from None
    except RuntimeError as error:
        raise Failure(f"{path}: the kernel did not start: {error}") from None
    notebook.metadata.pop("widgets", None)
    write(output, nbformat.writes(notebook) + "\n")
    return sum(cell.cell_type == "code" for cell in notebook.cells)


def run_in_kernel(
    notebook,
    path: Path,
    timeout: int | None,
    run: Callable[[NotebookClient], object],
    starts: int = STARTS,
) -> None:
    """Runs the cells; a kernel that ends before it answers is started up to `starts` times."""
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name=KERNEL,
        # Seconds; a machine that computes on all cores needs more than the usual 60.
        startup_timeout=600,
        # Times of execution would change the committed file at every run.
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        run(client)
    except RuntimeError as error:
        # A client that has no kernel any more would fail once again at the end of the process.
        atexit.unregister(client._cleanup_kernel)
        if starts == 1 or "died before replying" not in str(error):
            raise
        run_in_kernel(notebook, path, timeout, run, starts - 1)


def describe(path: Path, notebook, error: Exception) -> str:
    """Names the cell that ran last: notebook, number as people count, first line, error."""
    ran = [
        (i, cell)
        for i, cell in enumerate(notebook.cells, 1)
        if cell.cell_type == "code" and (cell.execution_count or cell.outputs)
    ]
    number, cell = ran[-1] if ran else (1, notebook.cells[0])
    first = next((line for line in cell.source.splitlines() if line.strip()), "(empty)")
    lines = [f"{path}: cell {number} failed: {first.strip()}"]
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            lines += output.traceback or [f"{output.ename}: {output.evalue}"]
        elif output.output_type == "stream" and output.name == "stderr":
            lines.append(output.text.rstrip())
    if isinstance(error, CellExecutionError):
        # The reply tells of an error that was not published.
        if not any(output.output_type == "error" for output in cell.get("outputs", [])):
            lines.append(f"{error.ename}: {error.evalue}")
    else:
        lines.append(f"{type(error).__name__}: {str(error).splitlines()[0]}")
    return ANSI.sub("", "\n    ".join(lines))


def write(path: Path, text: str) -> None:
    """Replaces a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.tmp-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--parameters", type=json.loads, default={}, help="JSON object")
    parser.add_argument("--timeout", type=int, default=None, help="seconds per cell")
    parser.add_argument(
        "--output", type=Path, default=None, help="another file for a single notebook"
    )
    options = parser.parse_args()
    if options.output is not None and len(options.notebooks) != 1:
        parser.error("--output goes with one notebook")
    handle_termination()
    for path in options.notebooks:
        start = time.monotonic()
        try:
            source = path.resolve()
            output = source if options.output is None else options.output.resolve()
            count = execute(source, options.parameters, options.timeout, output)
        except Failure as failure:
            print(failure, file=sys.stderr)
            return 1
        print(f"{path}: {count} cells in {time.monotonic() - start:.1f} s", flush=True)
    return 0


def handle_termination() -> None:
    """SIGTERM ends the kernel in the same way as Ctrl-C does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def run_main(main: Callable[[], int]) -> NoReturn:
    """Ends the process with the status of `main`; an interruption is told in a line."""
    try:
        sys.exit(main())
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("interrupted; the notebook that ran is left as it was", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    run_main(main)
