import { readFileSync } from "node:fs";
import { writeFileAtomic } from "../numeric/atomic-file";
import { mismatch, oneOf } from "../numeric/errors";
import { type Calibrator, calibratorNames } from "./calibrator";

const FORMAT = "promptcal-calibrator";
const VERSION = 1;

/** Writes a fitted calibrator as JSON; reading it back gives the same numbers to the last digit. */
export function saveCalibrator(path: string, model: Calibrator): void {
  const content = { format: FORMAT, version: VERSION, model };
  writeFileAtomic(path, `${JSON.stringify(content, null, 1)}\n`);
}

/**
 * Reads a calibrator that `saveCalibrator` wrote.
 * @throws PromptcalError for a file of another kind, version or method
 */
export function loadCalibrator(path: string): Calibrator {
  const content = parse(readFileSync(path, "utf8"));
  if (content?.format !== FORMAT || content.version !== VERSION) {
    throw mismatch({
      what: "calibrator file",
      expected: `${FORMAT}, version ${VERSION}`,
      got: `${String(content?.format)}, version ${String(content?.version)}`,
      where: path,
      fix: "fit and save the calibrator again",
    });
  }
  const model = content.model as Calibrator;
  oneOf(model.method, [...calibratorNames, "distance-aware"], "calibrator");
  return model;
}

interface Content {
  readonly format?: unknown;
  readonly version?: unknown;
  readonly model?: unknown;
}

function parse(text: string): Content | null {
  try {
    return JSON.parse(text) as Content | null;
  } catch {
    return null;
  }
}
