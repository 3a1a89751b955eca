import { writeFileAtomic } from "../files/atomic-file";
import { mismatch, shown } from "../errors/promptcal-error";
import { checked } from "../files/json/checked";
import { readJson } from "../files/json/parse-json";
import type { SavedFiles } from "../files/saved-files";
import { RECORD } from "../files/json/schema";
import type { Calibrator } from "./calibrator";
import { parseCalibrator } from "./parse-calibrator";

const FORMAT = "promptcal-calibrator";
const VERSION = 1;

/** Writes a fitted calibrator as JSON; reading it back gives the same numbers to the last digit. */
export function saveCalibrator(path: string, model: Calibrator): SavedFiles {
  const content = { format: FORMAT, version: VERSION, model };
  writeFileAtomic(path, `${JSON.stringify(content, null, 1)}\n`);
  return { path, endings: [] };
}

/**
 * Reads a calibrator that `saveCalibrator` wrote.
 * @throws PromptcalError for a file of another kind, version or method, naming the field that is wrong
 */
export function loadCalibrator(path: string): Calibrator {
  const content = checked(
    RECORD,
    readJson(path, "calibrator file"),
    "calibrator file",
    path,
  );
  const { format, version, model } = content;
  if (format !== FORMAT || version !== VERSION) {
    throw mismatch({
      what: "calibrator file",
      expected: `${FORMAT}, version ${VERSION}`,
      got: `${shown(format)}, version ${shown(version)}`,
      where: path,
      fix: "fit and save the calibrator again",
    });
  }
  return parseCalibrator(model, path);
}
