import { join } from "node:path";
import { canonicalJson } from "../../files/json/canonical-json";
import { checked } from "../../files/json/checked";
import { parseJson, readText } from "../../files/json/parse-json";
import { EPOCH_LINE, type EpochLine } from "../../training/epoch-line";
import { HISTORY_FILE, runFolder } from "./store-paths";

/** `history.jsonl` of a run as text: one canonical JSON object per epoch and line. */
export function historyText(history: readonly unknown[]): string {
  return history.map((line) => `${canonicalJson(line)}\n`).join("");
}

/**
 * The epochs of a finished run's training; empty for methods that train nothing. Runs that an older
 * version computed have lines without `measures`. Whether the file is the one of the result is not
 * asked here: `readRun` does that.
 * @throws PromptcalError naming file and line
 */
export function readHistory(store: string, id: string): readonly EpochLine[] {
  const path = join(runFolder(store, id), HISTORY_FILE);
  const lines = readText(path, "history").split("\n").slice(0, -1);
  return lines.map((line, i) => {
    const where = `${path} line ${i + 1}`;
    return checked(EPOCH_LINE, parseJson(line, "epoch", where), "epoch", where);
  });
}
