import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PromptcalError } from "../../../errors/promptcal-error";
import { iconsFolder } from "./sets";

/** Package folder of its own, because only pretraining needs its 460 MB. */
const packageFolder = join(iconsFolder, "pretraining");
const setsFolder = join(packageFolder, "node_modules", "@iconify", "json", "json");

/**
 * Folder with one JSON file per icon set of `@iconify/json`, at the locked version. Installed with
 * `npm ci` where it is missing.
 * @throws PromptcalError when npm cannot install it
 */
export function pretrainingSetsFolder(): string {
  if (existsSync(setsFolder)) return setsFolder;
  const { status, error } = spawnSync("npm", ["ci", "--ignore-scripts"], {
    cwd: packageFolder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status === 0 && existsSync(setsFolder)) return setsFolder;
  throw new PromptcalError(
    `pretraining icons: npm ci --prefix data/icons/pretraining failed (${error?.message ?? `exit ${status}`}); ` +
      "it needs an npm registry",
  );
}
