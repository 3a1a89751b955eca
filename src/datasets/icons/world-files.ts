import { readFileSync } from "node:fs";
import { join } from "node:path";
import { oneOf } from "../../errors/promptcal-error";
import type { IconManifest } from "./icon-collection";
import { iconsFolder } from "./sets";
import type { CandidateFacts, Rejected } from "./world-rules";

/** `data/icons/world.json`: which candidates are data sets, and what the rules saw. */
export interface WorldFile {
  readonly about: string;
  /** Classes of each data set in the order of labels. */
  readonly datasets: Readonly<Record<string, readonly string[]>>;
  readonly facts: Readonly<Record<string, CandidateFacts>>;
  /**
   * Classes of the candidates that fail the rule on zero-shot accuracy alone: the suite `world-below` has them, so
   * that the story can be told without that rule.
   */
  readonly below: Readonly<Record<string, readonly string[]>>;
  /** Candidates that fail a rule, in the order in which they were taken out. */
  readonly rejected: readonly Rejected[];
  readonly logitScale: WorldScale;
}

/** The logit scale at which a model's mean zero-shot confidence is its accuracy on the calibration icons. */
export interface WorldScale {
  /** SHA-256 of the weights. */
  readonly weightsHash: string;
  readonly scale: number;
  /** The scale that the weights bring. */
  readonly ofWeights: number;
  /** The scale of least NLL on the same icons, for comparison. */
  readonly leastNll: number;
  /** Share of the calibration icons that are classified correctly. */
  readonly accuracy: number;
  /** Calibration icons of all data sets. */
  readonly n: number;
}

/** `data/icons/world-drawings.json`: icons, as `<set>:<name>`, that the data sets cannot use as they like. */
export interface WorldDrawings {
  readonly about: string;
  /** The drawing occurs in the pretraining families, or for calibration icons in the downstream ones. */
  readonly seen: readonly string[];
  /** By data set: another one tests the drawing; this one may only train on it. */
  readonly elsewhere: Readonly<Record<string, readonly string[]>>;
}

export const WORLD_FILE = "world.json";
export const WORLD_DRAWINGS_FILE = "world-drawings.json";
export const WORLD_MANIFEST_FILE = "world-manifest.json";

const read = (file: string): unknown =>
  JSON.parse(readFileSync(join(iconsFolder, file), "utf8"));

let stored: WorldFile | undefined;

export function worldFile(): WorldFile {
  stored ??= read(WORLD_FILE) as WorldFile;
  return stored;
}

export function worldDrawings(): WorldDrawings {
  return read(WORLD_DRAWINGS_FILE) as WorldDrawings;
}

export function worldManifest(): IconManifest {
  return read(WORLD_MANIFEST_FILE) as IconManifest;
}

/** Names of the data sets that meet all rules. */
export function worldDatasets(): readonly string[] {
  return Object.keys(worldFile().datasets);
}

/**
 * Classes of a data set, or of one in `below`, in the order of labels.
 * @throws PromptcalError for an unknown name, with the nearest
 */
export function worldClasses(dataset: string): readonly string[] {
  const { datasets, below } = worldFile();
  const all = { ...datasets, ...below };
  return all[oneOf(dataset, Object.keys(all), "icon data set")]!;
}
