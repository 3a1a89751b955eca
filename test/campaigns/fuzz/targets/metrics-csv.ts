import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPredictionsCsv } from "../../../../src/predictions/read-csv";
import type { FilePredictions } from "../../../../src/predictions/file-predictions";
import { randomInteger, type Random } from "../../../../src/random/random";
import { chance, mutateBytes, pick } from "../bytes";
import { promised, type FuzzTarget } from "../target";

const NAME = "hostile.csv";
const FIELDS = [
  ...[
    "",
    " ",
    "NaN",
    "inf",
    "-Infinity",
    "1e999",
    "-0",
    "0x10",
    "1_000",
    "1,5",
    '"1"',
    "+1",
  ],
  ...[
    "1e",
    ".",
    "-",
    "1.2.3",
    "99999999999999999999",
    "=1+1",
    "\u001b[2J",
    "\ufeff",
    "1\0",
  ],
  ...[
    "9".repeat(5000),
    `${"9".repeat(300_000)}x`,
    `${"1".repeat(400)}e5`,
    "true",
    "2.5",
    "-1",
  ],
];

/** What every reader of predictions promises of what it accepts. */
export function checkFilePredictions(predictions: FilePredictions): void {
  if (predictions.kind === "confidences") {
    const { confidence, correct } = predictions;
    promised(confidence.length > 0, "a sample");
    promised(correct.length === confidence.length, "a verdict per confidence");
    promised(
      confidence.every((value) => value >= 0 && value <= 1),
      "confidences in [0, 1]",
    );
    return;
  }
  const { kind, values, labels, classes } = predictions;
  promised(labels.length > 0 && classes > 1, "a sample and two classes");
  promised(values.length === labels.length * classes, "a value per sample and class");
  promised(
    labels.every((label) => label >= 0 && label < classes),
    "labels of classes",
  );
  const inside = (value: number): boolean =>
    kind === "logits" || (value >= 0 && value <= 1);
  promised(
    values.every((value) => Number.isFinite(value) && inside(value)),
    "finite values",
  );
}

/** Names of columns: numbered or named classes with what they hold, or classes' names alone. */
function scoreNames(kind: string, classes: number, random: Random): string[] {
  const style = pick(["0", "0", "1", "named", "plain"], random);
  const names = ["cat", "dog", "fox", "an owl"];
  return Array.from({ length: classes }, (_, k) => {
    if (style === "plain") return names[k]!;
    return `${kind}_${style === "named" ? names[k]! : k + Number(style)}`;
  });
}

function scoreTable(random: Random): string[][] {
  const classes = 1 + randomInteger(4, random);
  const kind = pick(["logit", "prob"], random);
  const names = scoreNames(kind, classes, random);
  const rows = Array.from({ length: randomInteger(6, random) }, () => [
    chance(0.3, random)
      ? pick(["cat", "dog", "1.0"], random)
      : String(randomInteger(classes, random)),
    ...Array.from({ length: classes }, () =>
      kind === "prob" ? String(1 / classes) : (4 * random() - 2).toFixed(3),
    ),
  ]);
  return [["label", ...names], ...rows];
}

function confidenceTable(random: Random): string[][] {
  const header = pick(
    [
      ["confidence", "correct"],
      ["conf", "label", "pred"],
    ],
    random,
  );
  const rows = Array.from({ length: randomInteger(6, random) }, () =>
    header.map((_, k) =>
      k === 0 ? random().toFixed(3) : pick(["0", "1", "True"], random),
    ),
  );
  return [header, ...rows];
}

/** As other programs write the same table. */
function dressed(rows: string[][], random: Random): string[][] {
  const numbered = chance(0.2, random)
    ? rows.map((cells, i) => [i === 0 ? pick(["", "index"], random) : String(i), ...cells])
    : rows;
  return chance(0.2, random)
    ? numbered.map((cells) => cells.map((cell) => `"${cell}"`))
    : numbered;
}

export const target: FuzzTarget = {
  about: "predictions as CSV (promptcal metrics)",
  inputs: 30_000,
  quick: 1000,
  prepare: (folder) => {
    const path = join(folder, NAME);
    return (random) => {
      const table = chance(0.2, random) ? confidenceTable(random) : scoreTable(random);
      const rows = dressed(table, random);
      const row = pick(rows, random);
      if (chance(0.6, random))
        row[randomInteger(row.length, random)] = pick(FIELDS, random);
      if (chance(0.2, random)) row.splice(randomInteger(row.length, random), 1);
      const end = pick(["\n", "\n", "\r\n", "\r", "\n\n", ""], random);
      const delimiter = pick([",", ",", ",", ";", "\t"], random);
      const lines = rows.map((cells) => cells.join(delimiter)).join(end);
      const text = chance(0.1, random)
        ? Buffer.from(`\ufeff${lines}`, "utf16le")
        : Buffer.from(lines);
      writeFileSync(path, chance(0.4, random) ? mutateBytes(text, random) : text);
      return { where: NAME, read: () => checkFilePredictions(readPredictionsCsv(path)) };
    };
  },
};
