import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPredictionsCsv } from "../../../../src/cli/metrics-csv";
import type { FilePredictions } from "../../../../src/cli/metrics-predictions";
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
export function checkFilePredictions({
  kind,
  values,
  labels,
  classes,
}: FilePredictions): void {
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

function table(random: Random): string[][] {
  const classes = 1 + randomInteger(4, random);
  const kind = pick(["logit", "prob"], random);
  const header = ["label", ...Array.from({ length: classes }, (_, k) => `${kind}_${k}`)];
  const rows = Array.from({ length: randomInteger(6, random) }, () => [
    String(randomInteger(classes, random)),
    ...Array.from({ length: classes }, () =>
      kind === "prob" ? String(1 / classes) : (4 * random() - 2).toFixed(3),
    ),
  ]);
  return [header, ...rows];
}

export const target: FuzzTarget = {
  about: "predictions as CSV (promptcal metrics)",
  inputs: 30_000,
  quick: 1000,
  prepare: (folder) => {
    const path = join(folder, NAME);
    return (random) => {
      const rows = table(random);
      const row = pick(rows, random);
      if (chance(0.6, random))
        row[randomInteger(row.length, random)] = pick(FIELDS, random);
      if (chance(0.2, random)) row.splice(randomInteger(row.length, random), 1);
      const end = pick(["\n", "\n", "\r\n", "\r", "\n\n", ""], random);
      const text = Buffer.from(rows.map((cells) => cells.join(",")).join(end));
      writeFileSync(path, chance(0.4, random) ? mutateBytes(text, random) : text);
      return { where: NAME, read: () => checkFilePredictions(readPredictionsCsv(path)) };
    };
  },
};
