import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArchitecture, type Architecture } from "../../src/encoders/architecture";
import { loadClip, type ClipModel } from "../../src/encoders/clip-model";
import {
  readSafetensors,
  tensorOf,
  type StoredTensor,
} from "../../src/numeric/safetensors";

/** Numbers that the original PyTorch code gave; they lie beside the repository, if at all. */
const folder = resolve(__dirname, "../../../shared/reference");

/** Reason to skip tests against the reference, or false where it is there. */
export const noReference =
  !existsSync(resolve(folder, "zeroshot.safetensors")) &&
  "the reference numbers are not on this machine";

/** The reference's tiny CLIP on the active backend. */
export function referenceClip(): ClipModel {
  return loadClip(referenceWeights(), referenceSizes());
}

/** Path of the tiny CLIP's weights. */
export function referenceWeights(): string {
  return resolve(folder, "clip-tiny.safetensors");
}

/** Sizes of the tiny CLIP. */
export function referenceSizes(): Architecture {
  const json = resolve(folder, "clip-tiny.json");
  return parseArchitecture(JSON.parse(readFileSync(json, "utf8")), json);
}

/** Looks up tensors of the zero-shot forward pass. */
export function zeroShotReference(): (name: string) => StoredTensor {
  const path = resolve(folder, "zeroshot.safetensors");
  const file = readSafetensors(path);
  return (name) => tensorOf(file, name, undefined, path);
}

/** The prompts whose features `zeroShotReference` holds. */
export function referencePrompts(): readonly string[] {
  const text = readFileSync(resolve(folder, "zeroshot.json"), "utf8");
  return (JSON.parse(text) as { prompts: string[] }).prompts;
}
