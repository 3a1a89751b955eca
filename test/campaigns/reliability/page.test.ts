import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pageOfRecords, sectionOf } from "./page";

test("a campaign's section has its numbers, what was found, and how to repeat it", () => {
  const record = {
    title: "Faults",
    command: "npm run faults",
    about: ["Runs were disturbed."],
    seed: 7,
    commit: "abc",
    started: "2026-01-02T03:04:05.000Z",
    seconds: 1234.4,
    machine: "2 cores",
    tables: [{ title: "Kinds", columns: ["kind", "count"], rows: [["a|b", 12345]] }],
    findings: [{ what: "A lease stayed.", kept: "a test." }],
  };
  const section = sectionOf(record);
  assert.match(section, /^## Faults\n\nRuns were disturbed.\n/);
  assert.match(
    section,
    /### Kinds\n\n\| kind \| count \|\n\| --- \| --- \|\n\| a\\\|b \| 12,345 \|/,
  );
  assert.match(section, /- A lease stayed. Kept away by: a test.\n/);
  assert.match(section, /Seed 7, commit abc, 2026-01-02 03:04 UTC, 1,234 s on 2 cores./);
  const { seed, ...undrawn } = record;
  assert.match(sectionOf(undrawn), /^Commit abc, 2026/m, `without the seed ${seed}`);
  assert.match(section, /Again: `npm run faults`/);
});

test("the committed page is what its records give", () => {
  const page = join(__dirname, "..", "..", "..", "docs", "reliability.md");
  assert.equal(readFileSync(page, "utf8"), pageOfRecords());
});
