import { describe, it } from "node:test";
import fc from "fast-check";
import { ece } from "../../../src/metrics/binned/ece";
import {
  overconfidence,
  underconfidence,
} from "../../../src/metrics/binned/over-under-confidence";
import { anyInput, behavesAsError, near } from "../helpers";

const textbook = { rule: "textbook" } as const;

describe("over- and underconfidence", () => {
  describe("over", () => behavesAsError((input) => overconfidence(input, textbook).value));
  describe("under", () =>
    behavesAsError((input) => underconfidence(input, textbook).value));

  it("add up to the ECE", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const rule of ["paper", "textbook"] as const) {
          const over = overconfidence(input, { rule }).value;
          const under = underconfidence(input, { rule }).value;
          near(over + under, ece(input, { rule }).value);
        }
      }),
    );
  });
});
