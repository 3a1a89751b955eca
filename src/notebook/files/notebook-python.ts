import { existsSync } from "node:fs";
import { join } from "node:path";
import { eventError } from "../../errors/promptcal-error";
import { projectRoot } from "../../files/project-root";

/** Python of the virtual environment that notebooks are executed with. */
export const notebookPython =
  process.platform === "win32"
    ? join(projectRoot, ".venv", "Scripts", "python.exe")
    : join(projectRoot, ".venv", "bin", "python");

/** Whether that virtual environment is there. */
export function canExecuteNotebooks(): boolean {
  return existsSync(notebookPython);
}

/** @throws PromptcalError where it is not there */
export function requirePython(): void {
  if (canExecuteNotebooks()) return;
  throw eventError(
    "notebooks cannot be executed: the Python packages in .venv are missing",
    "run: npm run setup",
  );
}
