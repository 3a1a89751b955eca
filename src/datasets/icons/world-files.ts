import { join } from "node:path";
import { oneOf } from "../../errors/promptcal-error";
import { checked } from "../../files/json/checked";
import { readJson } from "../../files/json/parse-json";
import {
  byName,
  fields,
  finiteNumber,
  list,
  SHA_256,
  TEXT,
  TEXTS,
  wholeNumber,
  word,
  type Infer,
  type Schema,
} from "../../files/json/schema";
import { LATER_CANDIDATES } from "./classes/rounds";
import { readManifest, type IconManifest } from "./icon-collection";
import { iconsFolder } from "./sources/sets";
import {
  type CandidateFacts,
  type Rejected,
  WORLD_RULES,
  type WorldRule,
} from "./world-rules";

const FACTS: Schema<CandidateFacts> = fields({
  classes: wholeNumber(),
  testBase: wholeNumber(),
  testNew: wholeNumber(),
  zeroShot: finiteNumber(0, 1),
});

const REJECTED: Schema<Rejected> = fields({
  name: TEXT,
  facts: FACTS,
  failed: list(word(Object.keys(WORLD_RULES) as WorldRule[], "rule")),
});

const WORLD_SCALE = fields({
  /** SHA-256 of the weights. */
  weightsHash: SHA_256,
  scale: finiteNumber(0),
  /** The scale that the weights bring. */
  ofWeights: finiteNumber(0),
  /** The scale of least NLL on the same icons, for comparison. */
  leastNll: finiteNumber(0),
  /** Share of the calibration icons that are classified correctly. */
  accuracy: finiteNumber(0, 1),
  /** Calibration icons of the data sets of the first round, on which the scale was fixed. */
  n: wholeNumber(),
  /** What the scale would be on those of all data sets. */
  ofAll: finiteNumber(0),
});
/** The logit scale at which a model's mean zero-shot confidence is its accuracy on the calibration icons. */
export type WorldScale = Infer<typeof WORLD_SCALE>;

const WORLD = fields({
  about: TEXT,
  /** Classes of each data set in the order of labels. */
  datasets: byName(TEXTS),
  facts: byName(FACTS),
  /**
   * Classes of the candidates that fail the rule on zero-shot accuracy alone: the suite `world-below` has them, so
   * so that the story can be repeated without that rule.
   */
  below: byName(TEXTS),
  /** Candidates that fail a rule, in the order in which they were taken out. */
  rejected: list(REJECTED),
  logitScale: WORLD_SCALE,
});
/** `data/icons/world.json`: which candidates are data sets, and what the rules saw. */
export type WorldFile = Infer<typeof WORLD>;

const DRAWINGS = fields({
  about: TEXT,
  /** The drawing occurs in the pretraining families, or for calibration icons in the downstream ones. */
  seen: TEXTS,
  /** The same for the data sets of the second round, whose drawings the first did not know. */
  seenLater: TEXTS,
  /** By data set: another one tests the drawing; this one may only train on it. */
  elsewhere: byName(TEXTS),
});
/** `data/icons/world-drawings.json`: icons, as `<set>:<name>`, that the data sets cannot use as they like. */
export type WorldDrawings = Infer<typeof DRAWINGS>;

export const WORLD_FILE = "world.json";
export const WORLD_DRAWINGS_FILE = "world-drawings.json";
export const WORLD_MANIFEST_FILE = "world-manifest.json";

function read<T>(schema: Schema<T>, file: string): T {
  const path = join(iconsFolder, file);
  return checked(schema, readJson(path, file), file, path);
}

export function worldFile(): WorldFile {
  return read(WORLD, WORLD_FILE);
}

export function worldDrawings(): WorldDrawings {
  return read(DRAWINGS, WORLD_DRAWINGS_FILE);
}

export function worldManifest(): IconManifest {
  return readManifest(WORLD_MANIFEST_FILE);
}

/** Names of the data sets that meet all rules. */
export function worldDatasets(): readonly string[] {
  return Object.keys(worldFile().datasets);
}

/** Those of the first round. */
export function firstWorldDatasets(): readonly string[] {
  return worldDatasets().filter((name) => !LATER_CANDIDATES.includes(name));
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
