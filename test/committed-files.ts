import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";

/** Files that git holds below `root`, as they are in the working tree; undefined outside a checkout. */
export function committedFiles(root: string): string[] | undefined {
  const listing = spawnSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" });
  if (listing.status !== 0) return undefined;
  const isFile = (path: string): boolean =>
    statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true;
  return listing.stdout.split("\0").filter((path) => path !== "" && isFile(path));
}
