import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  testOwners,
  usableDrawings,
} from "../../../../src/datasets/icons/classes/choose-drawings";

/** Drawings by their contents. */
const drawn = (contents: string) =>
  contents.split(" ").map((content) => ({ content, drawing: `${content}!` }));

const candidates = new Map([
  [
    "signs",
    new Map([
      ["bell", drawn("a b c")],
      ["star", drawn("c d e")],
    ]),
  ],
  [
    "nouns",
    new Map([
      ["bell", drawn("a b f g")],
      ["sun", drawn("h e")],
    ]),
  ],
]);

describe("the drawings that data sets can use", () => {
  test("are in one class of the data set, and not seen before", () => {
    const usable = usableDrawings(candidates, new Set(["d!", "g!"]));
    const contents = (dataset: string, className: string): string =>
      usable
        .get(dataset)!
        .get(className)!
        .map(({ content }) => content)
        .join(" ");
    // c is in two classes of the signs, d and g were seen.
    assert.equal(contents("signs", "bell"), "a b");
    assert.equal(contents("signs", "star"), "e");
    assert.equal(contents("nouns", "bell"), "a b f");
    assert.equal(contents("nouns", "sun"), "h e");
  });

  test("are tested where their class has the fewest drawings", () => {
    const owners = testOwners(usableDrawings(candidates, new Set()), () => false);
    // Bell has 2 drawings in signs, 4 in nouns; e is one of 2 stars and one of 2 suns: the first by name.
    assert.deepEqual(Object.fromEntries([...owners].sort()), {
      a: "signs",
      b: "signs",
      d: "signs",
      e: "nouns",
      f: "nouns",
      g: "nouns",
      h: "nouns",
    });
  });

  test("are tested in a set made for icons rather than in one of nouns", () => {
    const owners = testOwners(
      usableDrawings(candidates, new Set()),
      (dataset) => dataset === "signs",
    );
    assert.equal(owners.get("a"), "signs");
    assert.equal(owners.get("e"), "signs");
    assert.equal(owners.get("f"), "nouns");
  });
});
