import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArchitecture, type Architecture } from "../../encoders/towers/architecture";
import { architecture, checkWeights } from "../../encoders/towers/clip-model";
import {
  COMPACT_TOKEN_IDS,
  expectedTensors,
} from "../../encoders/checkpoints/expected-tensors";
import { fittingArchitecture } from "../../encoders/checkpoints/fitting-architecture";
import { openCheckpoint } from "../../encoders/checkpoints/open-checkpoint";
import { statedActivation } from "../../encoders/checkpoints/stated-activation";
import {
  checkpointWeights,
  type FileWeights,
} from "../../encoders/checkpoints/stored-weights";
import { eventError, mismatch } from "../../errors/promptcal-error";
import { folderOf } from "../../files/folders";
import { readJson } from "../../files/parse-json";
import { writeSafetensors, type TensorToStore } from "../../files/safetensors";
import { recordWeightsHash } from "./weights-file";

export interface ImportOptions {
  /** Name of the new weights; the file's own name without its suffix by default. */
  readonly name?: string;
  /** A bundled architecture's name or a JSON file; told by the tensors' shapes by default. */
  readonly architecture?: string;
  /** Folder of the new file; `data/weights` by default. */
  readonly folder?: string;
  /** Whether weights that stand there already may be replaced; false by default. */
  readonly replace?: boolean;
}

export interface ImportedWeights {
  readonly path: string;
  readonly sha256: string;
  /** The architecture's name, or its file. */
  readonly architecture: string;
  readonly sizes: Architecture;
  /** Format and naming of the source. */
  readonly source: string;
  /** False when nothing names the activation, so that the architecture's was taken on trust. */
  readonly activationKnown: boolean;
}

/** Where weights of a name stand. */
export function weightsPath(name: string, folder = folderOf("weights")): string {
  if (/^[A-Za-z0-9][\w.-]*$/.test(name)) return join(folder, `${name}.safetensors`);
  throw mismatch({
    what: "name of weights",
    expected: "letters, digits, dots, dashes and underscores",
    got: name,
  });
}

/**
 * Brings a CLIP checkpoint of any kind into the form that promptcal loads: a safetensors file in
 * OpenAI's naming with its SHA-256 beside it. Every tensor is checked before anything is written: name,
 * shape, finite values. Half precision stays half; bfloat16 becomes float32; values do not change.
 * @throws PromptcalError naming the tensor or the part of the file that is wrong; nothing is written then
 */
export async function importWeights(
  file: string,
  options: ImportOptions = {},
): Promise<ImportedWeights> {
  const name = options.name ?? basename(file).replace(/\.[A-Za-z]+$/, "");
  const path = weightsPath(name, options.folder);
  if (existsSync(path) && options.replace !== true) {
    throw eventError(
      `weights of the name ${name} exist already: ${path}`,
      "choose another name with --as, or replace them with --replace",
    );
  }
  const checkpoint = await openCheckpoint(file);
  const inside = checkpointWeights(checkpoint, file);
  const activation = inside.activation ?? statedActivation(file);
  const weights = activation === undefined ? inside : { ...inside, activation };
  const known = chosen(weights, options.architecture, file);
  const source = `${checkpoint.format} in ${weights.naming}'s naming`;
  writeSafetensors(path, tensorsOf(weights, known.sizes), {
    architecture: JSON.stringify(known.sizes),
    source,
    source_sha256: weights.hash,
  });
  return {
    path,
    sha256: recordWeightsHash(path),
    architecture: known.name,
    sizes: known.sizes,
    source,
    activationKnown: activation !== undefined,
  };
}

/** A bundled architecture by name, or one of a JSON file. */
export function architectureNamed(nameOrFile: string): Architecture {
  if (!nameOrFile.endsWith(".json")) return architecture(nameOrFile);
  return parseArchitecture(readJson(nameOrFile, "architecture"), nameOrFile);
}

function chosen(
  weights: FileWeights,
  name: string | undefined,
  file: string,
): { name: string; sizes: Architecture } {
  if (name === undefined) return fittingArchitecture(weights, file);
  const sizes = architectureNamed(name);
  checkWeights(weights, sizes, file);
  return { name, sizes };
}

function tensorsOf(
  { lookup, shapes, dtypes }: FileWeights,
  sizes: Architecture,
): Record<string, TensorToStore> {
  if (shapes.has(COMPACT_TOKEN_IDS)) {
    throw mismatch({
      what: "token table",
      expected: "a whole one",
      got: "the compact one of promptcal's own files, which need no import",
    });
  }
  return Object.fromEntries(
    [...expectedTensors(sizes).keys()].map((name): [string, TensorToStore] => {
      const shape = shapes.get(name)!;
      const half = dtypes.get(name) === "F16" ? { dtype: "F16" as const } : {};
      return [name, { shape, data: lookup(name, shape), ...half }];
    }),
  );
}
