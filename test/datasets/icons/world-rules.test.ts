import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  admit,
  failedRules,
  WORLD_RULES,
  type CandidateFacts,
} from "../../../src/datasets/icons/world-rules";

const good: CandidateFacts = { classes: 16, testBase: 300, testNew: 300, zeroShot: 0.25 };

describe("the rules of the icon world", () => {
  test("are met by what has just enough", () => {
    assert.deepEqual(failedRules(good), []);
    assert.deepEqual(failedRules(WORLD_RULES), []);
  });

  test("name everything that is missing", () => {
    assert.deepEqual(failedRules({ ...good, classes: 15, testNew: 299 }), [
      "classes",
      "testNew",
    ]);
    assert.deepEqual(failedRules({ ...good, testBase: 299, zeroShot: 0.249 }), [
      "testBase",
      "zeroShot",
    ]);
  });

  test("take out the smallest that fails, whose drawings may save another", () => {
    // `b` has 250 base test images, and 60 more that `c` tests as long as `c` is there.
    const { admitted, rejected } = admit(["a", "b", "c"], (names) => {
      const b = names.includes("c") ? 250 : 310;
      const facts = new Map([
        ["a", good],
        ["b", { ...good, testBase: b }],
        ["c", { ...good, testNew: 100 }],
      ]);
      return new Map(names.map((name) => [name, facts.get(name)!]));
    });
    assert.deepEqual([...admitted.keys()], ["a", "b"]);
    assert.equal(admitted.get("b")!.testBase, 310);
    assert.deepEqual(
      rejected.map(({ name, failed }) => [name, failed]),
      [["c", ["testNew"]]],
    );
  });

  test("know nothing of calibration or tuned results", () => {
    assert.deepEqual(Object.keys(WORLD_RULES), [
      "classes",
      "testBase",
      "testNew",
      "zeroShot",
    ]);
  });
});
