import { test } from "node:test";
import { agreesWithReference } from "./reference-data";

test("multi-isotonic agrees with the reference code", () => {
  agreesWithReference("multi-isotonic", "multi_isotonic_regression", {
    softmaxTwice: true,
    normalise: false,
  });
});
