import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArchitecture } from "../../../src/encoders/towers/architecture";

/** Files that PyTorch, transformers and open_clip wrote; `make.py` beside them says how. */
const folder = resolve(__dirname, "../../fixtures/torch");

/** Path of a fixture. */
export function torchFixture(name: string): string {
  return resolve(folder, name);
}

/** Sizes of the fixtures' CLIP. */
export const fixtureSizes = parseArchitecture(
  JSON.parse(readFileSync(torchFixture("architecture.json"), "utf8")),
  "architecture.json",
);

/** What a fixture's tensor holds, by the formula of `make.py`. */
export function fixtureValues(name: string, shape: readonly number[]): Float32Array {
  const count = shape.reduce((product, length) => product * length, 1);
  const start = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  return Float32Array.from({ length: count }, (_, i) => (((7 * i + start) % 33) - 16) / 32);
}
