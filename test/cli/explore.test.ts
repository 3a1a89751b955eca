import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  EXPLORER_DATASETS,
  EXPLORER_SUITE,
  explorerRuns,
} from "../analysis/explore/explorer-runs";
import { promptcal } from "../experiments/promptcal";

describe("promptcal explore", () => {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-explore-"));
  const store = join(folder, "store");
  const out = join(folder, "page.html");
  before(() => {
    mkdirSync(join(folder, "suites"));
    explorerRuns(store);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const explore = (...words: string[]) =>
    promptcal(
      folder,
      "explore",
      "--suite",
      EXPLORER_SUITE,
      "--store",
      store,
      "--out",
      out,
      ...words,
    );

  it("writes one page of the runs that the options name, and says how large it is", async () => {
    const dataset = EXPLORER_DATASETS[0]!;
    const {
      code,
      out: json,
      err,
    } = await explore("--datasets", dataset, "--tuners", "coop", "--json");
    assert.equal(code, 0, err);
    const page = readFileSync(out, "utf8");
    // One data set, two seeds: CoOp, and CoOp with DOR at two weights.
    assert.deepEqual(JSON.parse(json), {
      page: out,
      runs: 1 * 2 * 3,
      bytes: Buffer.byteLength(page),
    });
    assert.ok(page.startsWith("<!doctype html>"));
    const said = await explore("--seeds", "2");
    assert.match(said.out, /^8 runs, \d+\.\d MB: open .*page\.html in a browser\n$/);
  });

  it("says in one line what is wrong", async () => {
    const line = async (...words: string[]): Promise<string> => {
      const { code, err } = await explore(...words);
      assert.equal(code, 1);
      assert.equal(err.trim().split("\n").length, 1, err);
      return err;
    };
    assert.match(await line("--datasets", `${EXPLORER_DATASETS[0]!}x`), /did you mean/);
    assert.match(await line("--tuners", "kgcop"), /did you mean "kgcoop"\?/);
    assert.match(await line("--out", join(folder, "page.pdf")), /page format ".pdf"/);
    assert.match(await line("--seeds", "7"), /has no finished run of suite icons/);
    const empty = join(folder, "empty");
    mkdirSync(empty);
    assert.match(await line("--store", empty), /compute runs with npx promptcal sweep/);
  });
});
