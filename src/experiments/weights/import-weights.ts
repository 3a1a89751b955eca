import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import type { Architecture } from "../../encoders/towers/architecture";
import {
  COMPACT_TOKEN_IDS,
  expectedTensors,
} from "../../encoders/checkpoints/expected-tensors";
import { openCheckpoint } from "../../encoders/checkpoints/open-checkpoint";
import {
  checkpointWeights,
  type FileWeights,
} from "../../encoders/checkpoints/stored-weights";
import type { Activation } from "../../engine/layers/activation";
import { firstFew } from "../../errors/first-few";
import { eventError, mismatch, printable } from "../../errors/promptcal-error";
import { folderOf } from "../../files/folders";
import { writeSafetensors, type TensorToStore } from "../../files/tensors/safetensors";
import { importedArchitecture, refuseNameOfAnother } from "./imported-architecture";
import { recordWeightsHash } from "./weights-file";

export interface ImportOptions {
  /** Name of the new weights; by default the file's own without its suffix, other letters replaced. */
  readonly name?: string;
  /** A bundled architecture's name or a JSON file; inferred from the tensors' shapes by default. */
  readonly architecture?: string;
  /** Activation of the towers; by default what the file or the configuration beside it says. */
  readonly activation?: Activation;
  /** Key of the weights to take where a file holds several: `state_dict_ema`. */
  readonly key?: string;
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
  /** Who says that the activation is that of `sizes`: a file, the checkpoint itself, the caller. */
  readonly activationSource: string;
  /** What was decided or left out, a sentence each; empty for most files. */
  readonly notes: readonly string[];
}

/**
 * Where weights of a name stand.
 * @throws PromptcalError for a name that is none for a file
 */
export function weightsPath(name: string, folder = folderOf("weights")): string {
  if (/^[A-Za-z0-9][\w.-]*$/.test(name)) return join(folder, `${name}.safetensors`);
  throw mismatch({
    what: "name of weights",
    expected: "letters from a to z, digits, dots, dashes and underscores",
    got: name,
    fix: "give another with --as",
  });
}

/**
 * Brings a CLIP checkpoint of any kind into the form that promptcal loads: a safetensors file in
 * OpenAI's naming with its SHA-256 beside it. Every tensor is checked before anything is written: name,
 * shape, finite values. Half precision stays half; bfloat16 becomes float32; values do not change.
 * @throws PromptcalError naming the tensor or the part of the file that is wrong, or asking for the activation
 *   where nothing says it; nothing is written then
 */
export async function importWeights(
  file: string,
  options: ImportOptions = {},
): Promise<ImportedWeights> {
  const own = basename(file).replace(/\.[A-Za-z]+$/, "");
  const name = options.name ?? asWeightsName(own);
  const path = weightsPath(name, options.folder);
  if (existsSync(path) && options.replace !== true) {
    throw eventError(
      `weights of the name ${name} exist already: ${path}`,
      "choose another name with --as, or replace them with --replace",
    );
  }
  const checkpoint = await openCheckpoint(file, options.key);
  const inside = checkpointWeights(checkpoint, file, options.key);
  const known = importedArchitecture(inside, options, file);
  refuseNameOfAnother(name, known.name, file);
  const source = `${checkpoint.format} in ${inside.naming}'s naming`;
  writeSafetensors(path, tensorsOf(inside, known.sizes), {
    architecture: JSON.stringify(known.sizes),
    source,
    source_sha256: inside.hash,
  });
  const renamed = options.name === undefined && name !== own;
  return {
    path,
    sha256: recordWeightsHash(path),
    architecture: known.name,
    sizes: known.sizes,
    source,
    activationSource: known.activationSource,
    notes: [...(renamed ? [`imported under the name ${name}`] : []), ...notesOf(inside)],
  };
}

/** A name with the letters that weights may have: no accents, a dash for what else is in the way. */
function asWeightsName(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "");
  return plain.replace(/[^\w.-]+/g, "-").replace(/^[^A-Za-z0-9]+|-+$/g, "") || name;
}

function notesOf({ prefix, others, passedOver }: FileWeights): readonly string[] {
  const key = (start: string): string => start.replace(/\.$/, "") || "the file's top";
  return [
    ...(others.length > 0
      ? [
          `took the weights under ${key(prefix)}; there are more under ` +
            `${others.map(key).join(", ")}: choose with --key`,
        ]
      : []),
    ...(passedOver.length > 0
      ? [`passed over, no part of CLIP: ${firstFew(passedOver)}`]
      : []),
  ].map((note) => printable(note));
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
