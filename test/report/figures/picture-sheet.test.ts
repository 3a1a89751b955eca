import assert from "node:assert/strict";
import { test } from "node:test";
import { pictureSheet } from "../../../src/report/figures/picture-sheet";

test("each picture has its place, its name below and its row in the table", () => {
  const picture = (className: string) => ({ className, png: Buffer.from(className) });
  const figure = pictureSheet(
    [
      {
        dataset: "food",
        base: ["apple", "beer"].map(picture),
        new: [picture("soft_drink")],
      },
      { dataset: "animals", base: [picture("cat")], new: [picture("dog")] },
    ],
    { title: "sheet" },
  );
  assert.deepEqual(figure.table.rows, [
    ["food", "base", "apple"],
    ["food", "base", "beer"],
    ["food", "new", "soft_drink"],
    ["animals", "base", "cat"],
    ["animals", "new", "dog"],
  ]);
  const images = figure.layout["images"] as { x: number; y: number; source: string }[];
  assert.equal(new Set(images.map(({ x, y }) => `${x} ${y}`)).size, 5);
  assert.equal(Buffer.from(images[0]!.source.split(",")[1]!, "base64").toString(), "apple");
  const texts = (figure.layout["annotations"] as { text: string }[]).map(
    ({ text }) => text,
  );
  assert.ok(texts.includes("soft drink"));
});

test("a long name is broken into lines, and its row is as much higher", () => {
  const sheet = (className: string) =>
    pictureSheet(
      [{ dataset: "signs", base: [{ className, png: Buffer.from("x") }], new: [] }],
      {
        title: "sheet",
      },
    ).layout;
  const height = (className: string) =>
    (sheet(className)["yaxis"] as { range: number[] }).range[0]!;
  const long = "calendar with a plus sign ".repeat(30).trim();
  const texts = (sheet(long)["annotations"] as { text: string }[]).map(({ text }) => text);
  const lines = texts.find((text) => text.startsWith("calendar"))!.split("<br>");
  assert.equal(lines.join(" "), long);
  assert.ok(lines.length > 1);
  assert.equal(height(long) - height("sun"), 10 * (lines.length - 1));
});
