"""JupyterLab for this repository: only this machine may connect, and only with the token."""

import subprocess
import sys
from pathlib import Path

c = get_config()  # noqa: F821 (given by Jupyter)
here = Path(__file__).resolve().parent
root = here.parent.parent
sys.path.insert(0, str(here))
from kept_figures import keep_figures  # noqa: E402

c.ServerApp.ip = "127.0.0.1"
c.ServerApp.root_dir = str(root)
c.ServerApp.preferred_dir = str(root / "notebooks")
# JupyterLab writes only inside the checkout's cache, so that two checkouts do not meet.
c.LabApp.user_settings_dir = str(root / ".cache" / "lab" / "user-settings")
c.LabApp.workspaces_dir = str(root / ".cache" / "lab" / "workspaces")
c.LabApp.app_settings_dir = str(here / "settings")
c.LabApp.custom_css = True
c.LabApp.extra_labextensions_path = [str(here / "labextensions")]
# No news, no update check, no extension listing: no network unless asked.
c.LabApp.news_url = None
c.LabApp.extension_manager = "readonly"
c.MultiKernelManager.default_kernel_name = "promptcal"
c.KernelSpecManager.ensure_native_kernel = False


def committed_notebooks() -> list[str]:
    """Notebooks that git knows, which JupyterLab does not save by itself (labextensions/promptcal); none without git."""
    try:
        command = ["git", "ls-files", "-z", "*.ipynb"]
        names = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    return [name for name in names.decode().split("\0") if name]


c.ServerApp.tornado_settings = {
    "page_config_data": {"committedNotebooks": committed_notebooks()}
}
# Looking at a figure changes nothing that is saved.
c.ContentsManager.pre_save_hook = keep_figures(root / ".cache" / "shown")
