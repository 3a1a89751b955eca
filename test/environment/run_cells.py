"""Runs cells in our kernel as JupyterLab does, each at once when the last is over, whatever became of that.

    .venv/bin/python test/environment/run_cells.py [--interrupt PATTERN] [--complete PATTERN] FOLDER CELL ...

With `--interrupt` the stop button is pressed in the last cell when a file of that glob pattern below FOLDER is there.
With `--complete` the kernel is asked then for the completions of `con` instead, and the last cell's messages hold the
states that the kernel told everybody meanwhile.
Prints a JSON array with an array of messages per cell, each `{"type": ..., "content": ...}`, in their order.
"""

import argparse
import json
import queue
import time
from pathlib import Path

from jupyter_client.manager import start_new_kernel

parser = argparse.ArgumentParser()
parser.add_argument("--interrupt", default=None)
parser.add_argument("--complete", default=None)
parser.add_argument("folder")
parser.add_argument("cells", nargs="+")
options = parser.parse_args()


def started(attempts: int = 3):
    """A kernel; another one where a port of it was taken meanwhile, which ends it."""
    try:
        return start_new_kernel(
            kernel_name="promptcal", cwd=options.folder, startup_timeout=600
        )
    except RuntimeError:
        if attempts == 1:
            raise
        return started(attempts - 1)


manager, client = started()


def is_there(pattern: str | None) -> bool:
    return pattern is not None and any(Path(options.folder).glob(pattern))


def run(source: str, interrupt: str | None, complete: str | None) -> list[dict]:
    """Messages of one cell, up to its end."""
    identities = [client.execute(source)]
    messages = []
    while True:
        if is_there(interrupt):
            time.sleep(1)
            manager.interrupt_kernel()
            interrupt = None
        if is_there(complete):
            identities.append(client.complete("con"))
            complete = None
        try:
            message = client.get_iopub_msg(timeout=0.2)
        except queue.Empty:
            continue
        parent = message["parent_header"].get("msg_id")
        if parent not in identities:
            continue
        kind, content = message["msg_type"], message["content"]
        is_idle = kind == "status" and content["execution_state"] == "idle"
        if is_idle and parent == identities[0]:
            break
        messages.append({"type": kind, "content": content})
    return messages


try:
    last = len(options.cells) - 1
    outcomes = [
        run(source, *((options.interrupt, options.complete) if i == last else (None, None)))
        for i, source in enumerate(options.cells)
    ]
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
print(json.dumps(outcomes))
