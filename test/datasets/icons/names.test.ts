import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { captionsOf } from "../../../src/datasets/icons/sources/caption";
import { nounOf } from "../../../src/datasets/icons/classes/noun";

describe("caption of an icon", () => {
  const objects = ["bus", "home-heart", "cat", "arrow-up-right", "bell-2"];

  test("a style that the set's names share is set apart", () => {
    const names = objects.flatMap((name) => [`${name}-light`, `${name}-bold-duotone`]);
    const captionOf = captionsOf(names);
    assert.deepEqual(captionOf("bell-2-bold-duotone"), {
      caption: "bell",
      style: ["bold", "duotone"],
    });
    assert.deepEqual(captionOf("home-heart-light"), {
      caption: "home heart",
      style: ["light"],
    });
  });

  test("the same word stays where it is no style of the set", () => {
    const captionOf = captionsOf([...objects, "traffic-light"]);
    assert.deepEqual(captionOf("traffic-light"), { caption: "traffic light", style: [] });
  });

  test("leading styles, as in the Material sets", () => {
    const captionOf = captionsOf(objects.map((name) => `outline-${name}`));
    assert.deepEqual(captionOf("outline-cat"), { caption: "cat", style: ["outline"] });
  });

  test("a name of numbers only keeps them", () => {
    assert.equal(captionsOf(objects)("360").caption, "360");
  });

  test("at most six words", () => {
    assert.equal(captionsOf(objects)("a-b-c-d-e-f-g").caption, "a b c d e f");
  });
});

describe("noun that a caption names", () => {
  const nouns = new Set(["bell", "berry", "leaf", "bus", "ice cream", "circle", "arrow"]);

  for (const [caption, noun] of [
    ["bell", "bell"],
    ["bell off circle", "bell"],
    ["bells", "bell"],
    ["berries", "berry"],
    ["leaves", "leaf"],
    ["buses", "bus"],
    ["ice cream", "ice cream"],
    ["arrow up right", "arrow"],
    ["circle", "circle"],
    ["circle up", undefined],
    ["bell tower", undefined],
    ["cream", undefined],
    ["off", undefined],
    ["", undefined],
  ] as const) {
    test(`"${caption}": ${noun ?? "none"}`, () =>
      assert.equal(nounOf(caption, nouns), noun));
  }
});
