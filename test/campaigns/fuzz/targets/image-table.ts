import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCsvDataset } from "../../../../src/datasets/formats/csv-dataset";
import { randomInteger } from "../../../../src/random/random";
import { chance, mutateBytes, pick } from "../bytes";
import type { FuzzTarget } from "../target";
import { checkDataset } from "./split";

const NAME = "hostile.csv";
const CELLS = [
  ...[
    "",
    ".",
    "./",
    "..",
    "cat/1.jpg/x",
    "cat",
    "/etc/passwd",
    "cat/../../x",
    "C:\\x",
    "a\0b",
  ],
  ...[
    '"',
    '""',
    '"a',
    '"a"b',
    '"a\nb"',
    '"a,b"',
    "\u001b[2J",
    "1",
    "__proto__",
    "x".repeat(5000),
  ],
  ...[
    `"${"x".repeat(200_000)}"`,
    `"${'""'.repeat(5000)}`,
    "train",
    "TEST",
    "valid",
    "\ufeff",
  ],
];

export const target: FuzzTarget = {
  about: "tables of images (CSV)",
  inputs: 25_000,
  quick: 500,
  prepare: (folder) => {
    const path = join(folder, NAME);
    for (const name of ["cat", "dog"]) {
      mkdirSync(join(folder, name));
      for (let i = 1; i < 4; i++) writeFileSync(join(folder, name, `${i}.jpg`), "");
    }
    return (random) => {
      const rows = [["path", "label", "split"]];
      for (const name of ["cat", "dog"])
        for (const [i, part] of ["train", "val", "test"].entries())
          rows.push([`${name}/${i + 1}.jpg`, name, part]);
      if (chance(0.3, random)) rows.forEach((row) => row.pop());
      do {
        const row = pick(rows, random);
        row[randomInteger(row.length, random)] = pick(CELLS, random);
      } while (chance(0.3, random));
      const end = pick(["\n", "\r\n", "\r", "\n\n"], random);
      const text = Buffer.from(rows.map((cells) => cells.join(",")).join(end));
      writeFileSync(path, chance(0.3, random) ? mutateBytes(text, random) : text);
      // A missing image is named with the folder of the table.
      return { where: folder, read: () => checkDataset(readCsvDataset(path, "own")) };
    };
  },
};
