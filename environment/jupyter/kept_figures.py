"""Saves figures as the kernel displayed them.

JupyterLab's plotly renderer changes the output that it shows: under the mouse it replaces the picture by one of half
the resolution, and a zoom becomes part of the figure. The kernel names each displayed figure in the output's metadata
(src/notebook/shown-bundles.ts). On save, a figure of that name is taken from the kernel's folder or from the notebook
as it was saved before.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path


def keep_figures(folder: Path) -> Callable[..., None]:
    """A `pre_save_hook` of Jupyter's contents manager, for figures that kernels keep in `folder`."""

    def before_save(*, model: dict, path: str, contents_manager: object) -> None:
        if model.get("type") != "notebook" or model.get("content") is None:
            return
        figures = list(named_outputs(model["content"]))
        missing = {name for name, _ in figures if not (folder / f"{name}.json").exists()}
        saved = saved_figures(contents_manager, path) if missing else {}
        for name, output in figures:
            kept = kept_figure(folder / f"{name}.json") or saved.get(name)
            if kept is not None:
                output["data"] = kept

    return before_save


def named_outputs(notebook: dict) -> Iterator[tuple[str, dict]]:
    for cell in notebook.get("cells", []):
        for output in cell.get("outputs", []):
            name = output.get("metadata", {}).get("promptcal", {}).get("bundle")
            if isinstance(name, str) and name.isalnum():
                yield name, output


def kept_figure(path: Path) -> dict | None:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def saved_figures(contents_manager: object, path: str) -> dict[str, dict]:
    """Figures of the notebook as it is on disk; none for a new or damaged one, which is saved as it comes."""
    try:
        text = Path(contents_manager._get_os_path(path)).read_text("utf-8")
        return {name: output["data"] for name, output in named_outputs(json.loads(text))}
    except (OSError, ValueError, KeyError, AttributeError):
        return {}
