import assert from "node:assert/strict";
import { copyFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { writeJsonAtomic } from "../../src/files/atomic-file";
import { projectRoot } from "../../src/files/project-root";
import type { Ended } from "../campaigns/faults/commands";
import { CASES, commandLine, skip } from "./cases";

/** `promptcal data check` of a data set in a folder. */
type Check = (format: string, root: string, name: string) => Promise<Ended>;

interface Sizes {
  readonly classes: number;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

interface Checked {
  readonly datasets: readonly Sizes[];
}

/** Four classes of six images, divided as CoOp does: half, a fifth and the rest of six, rounded. */
const SIX_EACH = { classes: 4, train: 4 * 3, validation: 4 * 1, test: 4 * 2 };
/** The same with twelve: 6, round(2.4) and the rest. */
const TWELVE_EACH = { classes: 4, train: 4 * 6, validation: 4 * 2, test: 4 * 4 };
/** Training and test images of their own: four and two, or three, of each class. */
const FOUR_AND_TWO = { classes: 4, train: 4 * 4, validation: 0, test: 4 * 2 };
const FOUR_AND_THREE = { ...FOUR_AND_TWO, test: 4 * 3 };

/** Case, folder in it (the data set's name), format, sizes, and what is said of it on standard error. */
const READ = [
  ["data-bmp", "bmp", "image-folder", SIX_EACH],
  ["data-folder-missing-image-crash", "sz_backslash", "folder", SIX_EACH],
  ["data-folder-name-with-space", "my data", "image-folder", SIX_EACH],
  ["data-folder-name-with-space", "données", "image-folder", SIX_EACH],
  [
    "data-image-folder-macosx",
    "macosx",
    "image-folder",
    SIX_EACH,
    /passed over, no classes: __MACOSX/,
  ],
  ["data-image-folder-macosx", "synology", "image-folder", SIX_EACH],
  ["data-jfif-ppm-passed-over", "jfif", "image-folder", SIX_EACH],
  ["data-jfif-ppm-passed-over", "ppm", "image-folder", SIX_EACH],
  ["data-jfif-ppm-passed-over", "mixjfif", "image-folder", TWELVE_EACH],
  [
    "data-parquet-hidden-test-labels",
    "p_minus1",
    "parquet",
    FOUR_AND_TWO,
    /the labels of its test split are hidden: it is left out, validation is the test/,
  ],
  ["data-parquet-zstd", "p_zstd", "parquet", FOUR_AND_TWO],
  ["data-parquet-zstd", "p_lz4", "parquet", FOUR_AND_TWO],
  ["data-split-bom", "sz_bom", "folder", SIX_EACH],
  ["data-unicode-normal-forms", "nfd", "image-folder", FOUR_AND_THREE],
  ["data-unicode-normal-forms", "nfd_csv", "csv", SIX_EACH],
] as const;

const TOO_FEW =
  /expected at least 4 classes \(half of the classes is base, half new, and each half needs two\)/;

/** Case, folder in it, format, and what the one line says. */
const REFUSED = [
  [
    "data-csv-latin1",
    "csv_latin1",
    "csv",
    /labels\.csv is not UTF-8: line 2 would be "apple\/0\.jpg,café" in Windows-1252; save it as UTF-8/,
  ],
  [
    "data-folder-missing-image-crash",
    "sz_prefix",
    "folder",
    /expected 24 files, got 24 missing: images\/apple\/0\.jpg.* correct them, or put the images there/,
  ],
  [
    "data-parquet-null-label",
    "p_nulllabel",
    "parquet",
    /label: expected 0 \.\.\. 3, got null .*row 0/,
  ],
  ["data-two-or-three-classes", "two", "image-folder", TOO_FEW],
  ["data-two-or-three-classes", "three", "image-folder", TOO_FEW],
] as const;

describe("data sets that people met", { skip }, () => {
  const { folder, promptcal } = commandLine();

  const check: Check = (format, root, name) => {
    const model = {
      weights: join(projectRoot, "data", "weights", "icons-clip.safetensors"),
      architecture: "icons-mini",
      restore: "set it up",
    };
    const datasets = { format, root, names: [name], restore: "put it there" };
    const suite = { name: "own", about: "a case", model, template: "a {}.", datasets };
    writeJsonAtomic(join(folder, "suites", "own.json"), suite);
    return promptcal("data", "check", name, "--suite", "own", "--json");
  };
  /** Asserts that it is read with these sizes; what is said of it. */
  const reads = async (asked: Promise<Ended>, sizes: Sizes): Promise<string> => {
    const { code, out, err } = await asked;
    assert.equal(code, 0, err);
    const [read] = (JSON.parse(out) as Checked).datasets;
    const { classes, train, validation, test } = read!;
    assert.deepEqual({ classes, train, validation, test }, sizes);
    return err;
  };
  const refuses = async (asked: Promise<Ended>, reported: RegExp): Promise<void> => {
    const { code, err } = await asked;
    assert.equal(code, 1, err);
    assert.match(err, /^promptcal: [^\n]*\n$/);
    assert.match(err, reported);
  };

  for (const [name, dataset, format, sizes, said = /^$/] of READ)
    it(`${name} (${dataset}) is read`, async () => {
      const err = await reads(check(format, join(CASES, name), dataset), sizes);
      assert.match(err, said);
    });

  for (const [name, dataset, format, reported] of REFUSED)
    it(`${name} (${dataset}) is refused in one line`, () =>
      refuses(check(format, join(CASES, name), dataset), reported));

  it("data-csv-utf16 is read, as a table of images and of predictions", async () => {
    const files = join(CASES, "data-csv-utf16");
    const root = join(folder, "utf16");
    const images = join(CASES, "data-csv-latin1", "csv_latin1");
    cpSync(images, join(root, "fruit"), { recursive: true });
    copyFileSync(join(files, "labels.csv"), join(root, "fruit", "labels.csv"));
    await reads(check("csv", root, "fruit"), SIX_EACH);
    const table = join(files, "utf16.csv");
    const [utf16, utf8] = [table, join(folder, "utf8.csv")];
    writeFileSync(utf8, new TextDecoder("utf-16le").decode(readFileSync(utf16)));
    const [of16, of8] = await Promise.all(
      [utf16, utf8].map((path) => promptcal("metrics", path, "--json")),
    );
    assert.equal(of16!.code, 0, of16!.err);
    const metricsOf = ({ out }: Ended): unknown =>
      (JSON.parse(out) as { readonly metrics: unknown }).metrics;
    assert.deepEqual(metricsOf(of16!), metricsOf(of8!));
  });

  it("data-missing-split-file: images without their split file", async () => {
    const root = join(folder, "without split");
    const images = join(CASES, "data-split-bom", "sz_bom", "images");
    cpSync(images, join(root, "fruit", "images"), { recursive: true });
    const reported =
      /split file: expected it to exist, got nothing \(.*split_zhou_fruit\.json\)/;
    await refuses(check("folder", root, "fruit"), reported);
  });
});
