"""Executes the notebooks that standard input names, in one kernel as far as possible.

    .venv/bin/python environment/serve_notebooks.py

Each line is a JSON object with `notebook`, `output` and `parameters`, as execute_notebooks.py takes them. It is answered
by a line on standard output, `{}` or `{"failure": "..."}`; a failure does not stop the others. Starting a kernel and
compiling the sources takes longer than many a notebook: notebooks of one folder share a kernel, which begins each as a
new one would (environment/kernel/next-notebook.cjs). A notebook whose shared kernel dies is executed once more in a new
kernel, and `{"note": "..."}` tells of it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from execute_notebooks import Failure, execute, handle_termination, run_main


class SharedKernelDied(Exception):
    """A kernel that had executed other notebooks has ended; the text says how."""


class Kernel:
    """A kernel that executes one notebook after another while they lie in the same folder and none has failed."""

    def __init__(self) -> None:
        self.last: NotebookClient | None = None

    def execute(self, client: NotebookClient) -> None:
        """Executes a notebook as in a new kernel."""
        last = self.last
        is_shared = last is not None and client.resources == last.resources
        if is_shared:
            client.km, client.kc = last.km, last.kc
            begin_notebook(client)
        else:
            self.close()
            client.km = client.create_kernel_manager()
        # A client leaves a kernel running that is not its own.
        client.owns_km = False
        self.last = client
        try:
            client.execute()
        except DeadKernelError as error:
            status = exit_status(client)
            self.close()
            if not is_shared:
                raise
            raise SharedKernelDied(f"exit status {status}") from error
        except BaseException:
            self.close()
            raise
        # The client has removed its own handler and with it ours.
        handle_termination()

    def close(self) -> None:
        """Ends the kernel, if there is one."""
        client, self.last = self.last, None
        if client is not None and client.km is not None:
            client._cleanup_kernel()


@run_sync
async def begin_notebook(client: NotebookClient) -> None:
    """Has the kernel forget the last notebook."""
    request = client.kc.session.msg("next_notebook_request", {})
    client.kc.shell_channel.send(request)
    while True:
        reply = await client.kc.get_shell_msg()
        if reply["parent_header"].get("msg_id") == request["header"]["msg_id"]:
            return


def exit_status(client: NotebookClient) -> int | None:
    """How the kernel has ended: minus the number of a signal, where one ended it."""
    process = getattr(getattr(client.km, "provisioner", None), "process", None)
    return None if process is None else process.returncode


def answer(task: dict, kernel: Kernel) -> dict:
    """Executes the notebook of a task."""
    source, output = Path(task["notebook"]).resolve(), Path(task["output"]).resolve()

    def run() -> None:
        execute(source, task["parameters"], None, output, kernel.execute)

    try:
        try:
            run()
        except SharedKernelDied as died:
            run()
            note = f"its kernel died ({died}); it was executed again in a new one"
            return {"note": f"{source.name}: {note}"}
    except Failure as failure:
        return {"failure": str(failure)}
    return {}


def main() -> int:
    handle_termination()
    kernel = Kernel()
    try:
        for line in sys.stdin:
            print(json.dumps(answer(json.loads(line), kernel)), flush=True)
    finally:
        kernel.close()
    return 0


if __name__ == "__main__":
    run_main(main)
