import { checked } from "../../files/json/checked";
import { parseJson } from "../../files/json/parse-json";
import { TEXTS } from "../../files/json/schema";
import type { RunSpec } from "../spec/spec";
import type { PathFacts } from "./path-facts";
import type { PromptFile } from "./prompt-file";

/** The metadata of an exported safetensors file, beside those of `PathFacts`. */
export interface PromptFacts extends PathFacts {
  /** Base classes, in their order. */
  readonly classNames?: readonly string[];
  /** Words that the context started from. */
  readonly words?: string;
}

/** The metadata of a safetensors file with the prompts of a run. */
export function promptMetadata(
  spec: RunSpec,
  classNames: readonly string[],
): Readonly<Record<string, string>> {
  const { suite, dataset, tuner, shots, seed, recipe } = spec;
  const words = recipe["ctx_init"];
  const position = recipe["class_token_position"];
  return {
    ...{ suite, dataset, tuner, shots: String(shots), seed: String(seed) },
    class_names: JSON.stringify(classNames),
    ...(typeof words === "string" ? { ctx_init: words } : {}),
    ...(typeof position === "string" ? { class_token_position: position } : {}),
  };
}

/** Reads what `promptMetadata` made; empty for files of others. */
export function metadataFacts({ metadata, path }: PromptFile): PromptFacts {
  const { dataset, tuner, class_names: names, ctx_init: words } = metadata;
  const { class_token_position: position } = metadata;
  const number = (text: string | undefined): number | undefined =>
    text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  const [seed, shots] = [number(metadata["seed"]), number(metadata["shots"])];
  const classNames =
    names === undefined
      ? undefined
      : checked(TEXTS, parseJson(names, "class_names", path), "class_names", path);
  return {
    ...(dataset === undefined ? {} : { dataset }),
    ...(tuner === undefined ? {} : { tuner }),
    ...(seed === undefined ? {} : { seed }),
    ...(shots === undefined ? {} : { shots }),
    ...(words === undefined ? {} : { words }),
    ...(classNames === undefined ? {} : { classNames }),
    ...(position === "end" || position === "middle" || position === "front"
      ? { position }
      : {}),
  };
}
