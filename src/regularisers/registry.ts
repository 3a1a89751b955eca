import { oneOf } from "../errors/promptcal-error";
import { ownDefinitions } from "../methods/own-methods";
import { anchor } from "./anchor";
import { angle } from "./angle";
import type { RegulariserDefinition } from "./definition";
import { dispersion } from "./dispersion";
import { dor } from "./dor";
import { dorImage } from "./dor-image";
import { huber } from "./huber";
import { mbls } from "./mbls";
import { orthogonal } from "./orthogonal";
import { range } from "./range";
import { rescale } from "./rescale";
import { tcpt } from "./tcpt";

/** The built-in regularisers: outlier words, outlier images, those that DOR is compared with, and those of test-time tuning. */
const BUILT_IN: readonly RegulariserDefinition[] = [
  dor,
  dorImage,
  anchor,
  tcpt,
  mbls,
  range,
  rescale,
  dispersion,
  orthogonal,
  huber,
  angle,
];

/** All regularisers in the order of tables, one's own behind the built-in ones. */
export function regularisers(): readonly RegulariserDefinition[] {
  return ownDefinitions("regulariser", BUILT_IN);
}

/** `none` and their names. */
export function regulariserNames(): readonly string[] {
  return ["none", ...regularisers().map(({ name }) => name)];
}

/**
 * A regulariser by name; undefined for `none`.
 * @throws PromptcalError with the valid names and the nearest match
 */
export function regulariserNamed(name: string): RegulariserDefinition | undefined {
  oneOf(name, regulariserNames(), "regulariser");
  return regularisers().find((definition) => definition.name === name);
}
