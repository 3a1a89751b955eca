import { existsSync } from "node:fs";
import { parseArchitecture, type Architecture } from "../../encoders/towers/architecture";
import type { ClipModel } from "../../encoders/towers/clip-model";
import type { BackendReport } from "../../engine/backend";
import { mismatch, oneOf } from "../../errors/promptcal-error";
import { readJson } from "../../files/json/parse-json";
import { datasetReader } from "./dataset-formats";
import { tellNotes } from "./dataset-notes";
import { hashDataset, type HashedDataset, type HashWork } from "./hashed-dataset";
import { remembered } from "./remembered";
import type { Suite } from "./suite-definition";
import { storedDataset } from "./stored-lists/stored-dataset";
import { checkDataset } from "./suite";
import { checkedWeightsHash } from "../weights/weights-file";

let backend: Promise<BackendReport> | undefined;
const models = new Map<string, Promise<ClipModel>>();
const datasets = new Map<string, Promise<HashedDataset>>();

/** The tensor backend, started once per process. */
export function loadedBackend(): Promise<BackendReport> {
  const { startBackend } =
    require("../../engine/backend") as typeof import("../../engine/backend");
  backend ??= startBackend();
  return backend;
}

/** A suite's CLIP, loaded once per process. */
export function loadedModel(suite: Suite): Promise<ClipModel> {
  return remembered(models, suite.name, async () => {
    await loadedBackend();
    const { architecture, loadClip } =
      require("../../encoders/towers/clip-model") as typeof import("../../encoders/towers/clip-model");
    const { weights, architecture: name, logitScaleFactor } = suite.model;
    const hash = checkedWeightsHash(suite);
    const model = name.endsWith(".json")
      ? loadClip(weights, readArchitecture(name), hash)
      : loadClip(weights, (activation) => architecture(name, activation), hash);
    return { ...model, logitScale: model.logitScale * logitScaleFactor };
  });
}

/** How a data set is loaded. */
export interface LoadWork extends HashWork {
  /**
   * Whether it is taken as another process stored it, where its folders are as they were: for runs, whose specs have a
   * hash to compare. Images are compared when they are read.
   */
  readonly usesStored?: boolean;
}

/**
 * A data set of a suite with its hash, read once per process.
 * @throws PromptcalError for a name the suite does not have, or missing or altered files
 */
export function loadedDataset(
  suite: Suite,
  name: string,
  { usesStored = false, ...work }: LoadWork = {},
): Promise<HashedDataset> {
  checkDataset(suite, name);
  const { format, root } = suite.datasets;
  const reader = datasetReader(format);
  return remembered(datasets, `${suite.name}/${name}`, () =>
    storedDataset({
      ...{ name, format, usesStored, signal: work.signal },
      folder: reader.folderOf?.(name, root),
      hash: async () => hashDataset(await reader.read(name, root), work),
    }),
  );
}

/**
 * Looks for the folders of data sets, without reading any.
 * @throws PromptcalError naming the first that is not there
 */
export function requirePresent({ datasets }: Suite, names: readonly string[]): void {
  const reader = datasetReader(datasets.format);
  for (const name of names) reader.requirePresent?.(name, datasets.root);
}

/** Names of the covariate shifts that a suite has of a data set. */
export function datasetShifts({ datasets }: Suite, name: string): readonly string[] {
  return datasetReader(datasets.format).shifts?.(name) ?? [];
}

/**
 * A data set's classes under a covariate shift, read once per process.
 * @param shift one of `datasetShifts`
 */
export function loadedShift(
  suite: Suite,
  name: string,
  shift: string,
): Promise<HashedDataset> {
  oneOf(shift, datasetShifts(suite, name), `shift of ${name}`);
  const reader = datasetReader(suite.datasets.format);
  return remembered(datasets, `${suite.name}/${name}/${shift}`, async () =>
    hashDataset(await reader.readShift!(name, shift, suite.datasets.root)),
  );
}

/**
 * Hashes that a suite's files have now; part of each spec. Tells what the data set's reader passed over. What is quickly
 * found missing is found before images are read, which takes hours for ImageNet.
 */
export async function currentHashes(
  suite: Suite,
  dataset: string,
  work: HashWork = {},
): Promise<{ weightsHash: string; dataHash: string }> {
  checkDataset(suite, dataset);
  requirePresent(suite, [dataset]);
  const weightsHash = checkedWeightsHash(suite);
  const { dataset: read, hash } = await loadedDataset(suite, dataset, work);
  tellNotes(read);
  return { weightsHash, dataHash: hash };
}

/** The architecture that a suite's weights must have, without reading them; of the file's own activation. */
export function suiteArchitecture({ model }: Suite): Architecture {
  if (model.architecture.endsWith(".json")) return readArchitecture(model.architecture);
  const { architecture } =
    require("../../encoders/towers/clip-model") as typeof import("../../encoders/towers/clip-model");
  return architecture(model.architecture);
}

function readArchitecture(path: string): Architecture {
  if (!existsSync(path)) {
    throw mismatch({ what: "architecture", expected: "a file", got: "none", where: path });
  }
  return parseArchitecture(readJson(path, "architecture"), path);
}
