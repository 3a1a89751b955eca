"""Runs cells in our kernel as JupyterLab does, presses stop in the last one, and prints its messages.

    .venv/bin/python test/environment/interrupt_cell.py FOLDER FILE CELL ...

The last cell is interrupted when FILE (a glob pattern below FOLDER) is there. Prints a JSON array of the last
cell's messages, each `{"type": ..., "content": ...}`, in their order.
"""

import json
import sys
import time
from pathlib import Path

from jupyter_client.manager import start_new_kernel

folder, pattern, *cells = sys.argv[1:]
messages = []
manager, client = start_new_kernel(
    kernel_name="promptcal", cwd=folder, startup_timeout=600
)


def collect(message):
    messages.append({"type": message["msg_type"], "content": message["content"]})


try:
    for source in cells[:-1]:
        reply = client.execute_interactive(source, timeout=600)
        assert reply["content"]["status"] == "ok", reply["content"]
    client.execute(cells[-1])
    interrupted = False
    while True:
        if not interrupted and any(Path(folder).glob(pattern)):
            time.sleep(1)
            manager.interrupt_kernel()
            interrupted = True
        try:
            message = client.get_iopub_msg(timeout=0.2)
        except Exception:  # noqa: BLE001 (queue.Empty, whatever the version calls it)
            continue
        collect(message)
        content = message["content"]
        if message["msg_type"] == "status" and content["execution_state"] == "idle":
            if any(one["type"] == "execute_input" for one in messages):
                break
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
print(json.dumps(messages))
