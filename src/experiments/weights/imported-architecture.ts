import { parseArchitecture, type Architecture } from "../../encoders/towers/architecture";
import {
  architecture,
  ARCHITECTURES,
  checkWeights,
} from "../../encoders/towers/clip-model";
import { fittingArchitecture } from "../../encoders/checkpoints/fitting-architecture";
import { statedActivation } from "../../encoders/checkpoints/stated-activation";
import type { FileWeights } from "../../encoders/checkpoints/stored-weights";
import type { Activation } from "../../engine/layers/activation";
import { mismatch } from "../../errors/promptcal-error";
import { readJson } from "../../files/json/parse-json";

/** The request: a bundled architecture's name or a JSON file, and an activation. */
export interface ArchitectureRequest {
  readonly architecture?: string;
  readonly activation?: Activation;
}

/** The architecture of a checkpoint, its activation included. */
export interface ImportedArchitecture {
  /** The architecture's name, or its file. */
  readonly name: string;
  readonly sizes: Architecture;
  /** Who says what the activation is. */
  readonly activationSource: string;
}

/**
 * The architecture of a checkpoint: requested, or inferred from the tensors' shapes. Its activation is told by, in this
 * order, the request, the checkpoint, the configuration beside it, an architecture's JSON file; a bundled
 * architecture does not tell it, for two families of models have these sizes.
 * @param file the checkpoint
 * @throws PromptcalError where the tensors are not the architecture's, or nothing tells the activation
 */
export function importedArchitecture(
  weights: FileWeights,
  request: ArchitectureRequest,
  file: string,
): ImportedArchitecture {
  const { architecture: requested } = request;
  const own =
    requested?.endsWith(".json") === true ? architectureNamed(requested) : undefined;
  const reported = toldActivation(weights, request, file);
  const activation = reported?.[0] ?? own?.activation;
  const given = activation === undefined ? weights : { ...weights, activation };
  const known =
    requested === undefined
      ? fittingArchitecture(given, file)
      : { name: requested, sizes: own ?? architecture(requested, activation) };
  checkWeights(given, known.sizes, file);
  if (activation === undefined) throw activationAsked(file);
  return { ...known, activationSource: reported?.[1] ?? known.name };
}

/** A bundled architecture by name, or one of a JSON file. */
export function architectureNamed(nameOrFile: string): Architecture {
  if (!nameOrFile.endsWith(".json")) return architecture(nameOrFile);
  return parseArchitecture(readJson(nameOrFile, "architecture"), nameOrFile);
}

/**
 * Refuses weights that are named after another bundled architecture: ViT-B/32's under ViT-B/16's name would be
 * taken for the latter.
 * @param name of the weights
 * @param file the checkpoint
 */
export function refuseNameOfAnother(
  name: string,
  architectureName: string,
  file: string,
): void {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const claimed = ARCHITECTURES.find((other) => plain(other) === plain(name));
  const isOwn = architectureName.endsWith(".json");
  if (claimed === undefined || claimed === architectureName || isOwn) return;
  throw mismatch({
    what: `weights ${name}`,
    expected: `those of a ${claimed}`,
    got: `those of a ${architectureName}`,
    where: file,
    fix: "give them another name with --as",
  });
}

function toldActivation(
  weights: FileWeights,
  { activation }: ArchitectureRequest,
  file: string,
): readonly [activation: Activation, source: string] | undefined {
  if (activation !== undefined) return [activation, "--activation"];
  if (weights.activation !== undefined)
    return [weights.activation, "the checkpoint itself"];
  const stated = statedActivation(file);
  return stated === undefined ? undefined : [stated.activation, stated.file];
}

function activationAsked(file: string): Error {
  return mismatch({
    what: "activation of the weights",
    expected: "quick_gelu or gelu",
    got: "a checkpoint that does not say it, and no config.json or open_clip_config.json beside it",
    where: file,
    fix:
      "say it: --activation quick_gelu for OpenAI's models and their copies, " +
      "--activation gelu for most others (LAION, DataComp)",
  });
}
