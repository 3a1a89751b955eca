import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../files/atomic-file";
import { sha256 } from "../files/hash";
import { projectRoot } from "../files/project-root";

/**
 * Where JupyterLab's save looks for the outputs that a kernel displayed (environment/jupyter/kept_figures.py). `npm run
 * lab` removes old ones.
 */
export const SHOWN_BUNDLES = join(projectRoot, ".cache", "shown");

/**
 * Keeps an output that JupyterLab may change before it saves it: its plotly renderer replaces the picture by one of
 * half the resolution and writes a zoom into the figure. Only a kernel that JupyterLab started keeps anything.
 * @returns the SHA-256 of the output, which names it in its metadata and in the folder
 */
export function keepBundle(data: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(data);
  const id = sha256(text);
  // Set by the Jupyter server for the kernels of its sessions.
  if (process.env["JPY_SESSION_NAME"] !== undefined) {
    mkdirSync(SHOWN_BUNDLES, { recursive: true });
    writeFileAtomic(join(SHOWN_BUNDLES, `${id}.json`), text);
  }
  return id;
}
