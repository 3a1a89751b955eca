import { join } from "node:path";

/** Folder that holds `package.json`, `data/` and `figures/`. */
export const projectRoot = join(__dirname, "..", "..");
