"""Executes a notebook whose first kernels find one of their ports taken.

    .venv/bin/python test/environment/taken_port.py NOTEBOOK OUTPUT KERNELS

Prints how many kernels were started.
"""

import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "environment"))
from execute_notebooks import NotebookClient, execute, run_main  # noqa: E402

notebook, output, kernels = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
started: list[NotebookClient] = []


def run(client: NotebookClient) -> None:
    """Executes with a kernel whose port for the shell is another's, the first `kernels` times."""
    started.append(client)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        if len(started) <= kernels:
            client.km = client.create_kernel_manager()
            client.km.cache_ports = False
            client.km.shell_port = taken.getsockname()[1]
        client.execute()


def main() -> int:
    try:
        execute(notebook, {}, None, output, run)
    finally:
        print(len(started))
    return 0


run_main(main)
