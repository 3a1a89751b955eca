import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  parseArchitecture,
  type Architecture,
} from "../../src/encoders/towers/architecture";
import { loadClip, type ClipModel } from "../../src/encoders/towers/clip-model";
import {
  readSafetensors,
  tensorOf,
  type StoredTensor,
} from "../../src/files/tensors/safetensors";
import { REFERENCE } from "../reference";

/** The reference's tiny CLIP on the active backend. */
export function referenceClip(): ClipModel {
  return loadClip(referenceWeights(), referenceSizes());
}

/** Path of the tiny CLIP's weights. */
export function referenceWeights(): string {
  return resolve(REFERENCE, "clip-tiny.safetensors");
}

/** Sizes of the tiny CLIP. */
export function referenceSizes(): Architecture {
  const json = resolve(REFERENCE, "clip-tiny.json");
  return parseArchitecture(JSON.parse(readFileSync(json, "utf8")), json);
}

/** Looks up tensors of the zero-shot forward pass. */
export function zeroShotReference(): (name: string) => StoredTensor {
  const path = resolve(REFERENCE, "zeroshot.safetensors");
  const file = readSafetensors(path);
  return (name) => tensorOf(file, name, undefined, path);
}

/** The prompts whose features `zeroShotReference` holds. */
export function referencePrompts(): readonly string[] {
  const text = readFileSync(resolve(REFERENCE, "zeroshot.json"), "utf8");
  return (JSON.parse(text) as { prompts: string[] }).prompts;
}
