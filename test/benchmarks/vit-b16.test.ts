import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pageOf } from "../../benchmarks/page";
import { flopsOf } from "../../benchmarks/vit-b16/flops";
import { CLASSES, ENCODED } from "../../benchmarks/vit-b16/setting";

describe("operations of the benchmark's works", () => {
  it("of one image are the 17.5 billion multiplications known of ViT-B/16", () => {
    const perImage = flopsOf("image-encoding", "pytorch") / ENCODED;
    assert.ok(Math.abs(perImage / 2 / 17.5e9 - 1) < 0.01, `${perImage}`);
  });

  it("are fewer where 196 patches' outputs of the last block are not computed", () => {
    const spared = flopsOf("image-encoding", "pytorch") - flopsOf("image-encoding", "wasm");
    // Queries, output projection and the two layers of the perceptron: 1 + 1 + 4 + 4 widths squared.
    const weights = 10 * 768 ** 2;
    // Scores of 197 keys and the sum of as many values.
    const attention = 2 * 197 * 768;
    assert.equal(spared, ENCODED * 196 * 2 * (weights + attention));
  });

  it("of PyTorch's CoOp are those of 32 images, and of 50 x 77 positions there and back", () => {
    const text =
      flopsOf("coop-step", "pytorch") -
      32 * (flopsOf("image-encoding", "pytorch") / ENCODED);
    const weights = 12 * 12 * 512 ** 2;
    const rows = CLASSES.length * 77;
    // Queries times keys and weights times values: 2 products of 77 x 512, thrice.
    const attention = 12 * rows * (2 * 77 * 512) * 3;
    assert.equal(text, 2 * (2 * rows * weights + attention));
  });

  it("are fewer where the prefix is shared", () => {
    assert.ok(flopsOf("coop-step", "wasm") < flopsOf("coop-step", "pytorch") / 20);
    assert.ok(flopsOf("cocoop-step", "native") < flopsOf("cocoop-step", "pytorch") / 10);
  });
});

describe("the benchmark's page", () => {
  const row = (
    work: string,
    subject: string,
    unit: string,
    median: number,
    rate: number,
  ) => ({
    ...{ work, subject, unit, median, rate },
    ...{ min: median, max: median, repeats: 5, peakBytes: 2e9 },
  });
  const made = {
    machine: "a machine",
    load: [0, 0],
    node: "v20",
    commit: "c0ffee",
  } as const;
  const processor = {
    ...made,
    notes: ["A note."],
    rows: [
      row("matmul", "pytorch", "s", 1, 100e9),
      row("coop-step", "pytorch", "s", 12, 50e9),
      row("coop-step", "wasm", "s", 1.5, 25e9),
      row("image-encoding", "pytorch", "images/s", 4, 80e9),
      row("image-encoding", "native", "images/s", 5, 90e9),
    ],
  };
  const gpu = {
    ...made,
    notes: [],
    rows: [
      row("maple-step", "pytorch-gpu", "s", 0.2, 9e12),
      row("maple-step", "webgpu", "s", 0.4, 3e12),
    ],
  };
  const page = pageOf({ processor, gpu });
  const line = (start: string): string =>
    page.split("\n").find((text) => text.startsWith(`| ${start} |`))!;

  it("compares times and throughputs with PyTorch's, and rates with the machine's peak", () => {
    // 12 s / 1.5 s; 25 of 100 GFLOP/s.
    assert.match(line("coop-step | wasm"), /\| x 8\.00 \| 2\.00 \| 25\.0 \| 25 % \|/);
    // 5 / 4 images a second.
    assert.match(line("image-encoding | native"), /\| x 1\.25 \|/);
  });

  it("compares WebGPU with PyTorch on the graphics card, not on the processor", () => {
    // 0.2 s / 0.4 s.
    assert.match(line("maple-step | webgpu"), /\| x 0\.500 \|/);
  });

  it("leaves out the place where nothing was measured", () => {
    assert.doesNotMatch(pageOf({ processor }), /graphics card\n/);
  });

  it("says what could not be measured", () => assert.match(page, /^A note\.$/m));
});
