import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import {
  readPredictionsNpz,
  readPredictionsSafetensors,
} from "../../src/cli/metrics-arrays";
import { readPredictionsCsv } from "../../src/cli/metrics-csv";
import { ece } from "../../src/metrics/ece";
import { evaluatePredictions } from "../../src/metrics/evaluate";
import { predictFromLogits } from "../../src/metrics/confidence";
import { mce } from "../../src/metrics/mce";
import { nll } from "../../src/metrics/nll";
import { parseNpy } from "../../src/files/npy";
import { seededRandom } from "../../src/random/random";
import { writeSafetensors } from "../../src/files/safetensors";
import { zipOf } from "../encoders/checkpoints/zip-writer";
import { promptcal } from "../experiments/promptcal";

const folder = mkdtempSync(join(tmpdir(), "promptcal-metrics-"));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** A .npy file, version 1. */
function npy(descr: string, shape: string, data: Uint8Array, fortran = false): Buffer {
  const order = fortran ? "True" : "False";
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const padded = `${header.padEnd(117)}\n`;
  const start = Buffer.from("\x93NUMPY\x01\x00\x00\x00", "latin1");
  start.writeUInt16LE(padded.length, 8);
  return Buffer.concat([start, Buffer.from(padded, "latin1"), data]);
}

const logits = Float64Array.of(2, -1, 0.5, 0.25, 0, 3.5, -2, 1e-3, 0.1);
const labels = Int32Array.of(0, 2, 1);

describe("predictions from files", () => {
  it("CSV: every way to write a number, exactly; blank lines and both line ends", () => {
    const path = file(
      "logits.csv",
      "label,logit_0,logit_1,logit_2\r\n0,2,-1.0,.5\r\n2,0.25,0,3.50\n\n1,-2e0,1E-3,0.1",
    );
    const read = readPredictionsCsv(path);
    assert.deepEqual([...read.values], [...logits]);
    assert.deepEqual([...read.labels], [...labels]);
    assert.deepEqual([read.kind, read.classes], ["logits", 3]);
    const long = ["0.30000000000000004", "1234567890.123456789", "-0.000001", "1e300"];
    const exact = readPredictionsCsv(
      file(
        "long.csv",
        `label,logit_0,logit_1\n0,${long[0]},${long[1]}\n1,${long[2]},${long[3]}\n`,
      ),
    );
    assert.deepEqual([...exact.values], long.map(Number));
  });

  const bad: readonly (readonly [string, string, RegExp])[] = [
    [
      "ragged",
      "label,logit_0,logit_1\n0,1,2\n1,1\n",
      /expected 3 fields.*got 2 .*row 2, line 3/,
    ],
    ["long", "label,logit_0,logit_1\n0,1,2,3\n", /expected 3 fields.*got 4 .*row 1/],
    ["nan", "label,logit_0,logit_1\n0,1,2\n1,nan,1\n", /field 2.*"nan".*row 2/],
    ["empty", "label,logit_0,logit_1\n0,,2\n", /got nothing.*row 1/],
    // Seconds, if every way to split the digits were tried.
    [
      "digits",
      `label,logit_0,logit_1\n0,${"1".repeat(300_000)}x,2\n`,
      /field 2: expected a number, got "1+"/,
    ],
    ["point", "label,logit_0,logit_1\n0,.,2\n", /expected a number, got "\."/],
    [
      "infinite",
      "label,logit_0,logit_1\n0,1e999,2\n",
      /finite number, got Infinity.*row 1/,
    ],
    ["label", "label,logit_0,logit_1\n0,1,2\n2,1,1\n", /from 0 to 1, got 2 .*row 2/],
    ["half", "label,logit_0,logit_1\n0.5,1,2\n", /got 0\.5/],
    [
      "sum",
      "label,prob_0,prob_1\n0,0.5,0.5\n0,0.5,0.4\n",
      /sums to 1, got a sum of 0\.9.*row 2/,
    ],
    [
      "negative",
      "label,prob_0,prob_1\n0,-0.5,1.5\n",
      /\[0, 1\], got -0\.5 .*row 1, class 0/,
    ],
    ["header", "y,a,b\n0,1,2\n", /CSV header: expected label,logit_0/],
    ["none", "label,logit_0,logit_1\n", /at least one row/],
  ];
  for (const [name, text, message] of bad) {
    it(`CSV, ${name}: says what and in which row`, () => {
      assert.throws(() => readPredictionsCsv(file(`${name}.csv`, text)), message);
    });
  }

  it("NPZ: both byte orders, Fortran order, int64 labels", async () => {
    const big = Buffer.alloc(logits.length * 8);
    logits.forEach((z, i) => {
      // Fortran order: the row runs fastest.
      big.writeDoubleBE(z, ((i % 3) * 3 + Math.floor(i / 3)) * 8);
    });
    const wide = Buffer.from(BigInt64Array.from(labels, BigInt).buffer);
    const zip = zipOf([
      { name: "logits.npy", data: npy(">f8", "(3, 3)", big, true), deflate: true },
      { name: "labels.npy", data: npy("<i8", "(3,)", wide) },
    ]);
    const read = await readPredictionsNpz(file("big.npz", zip));
    assert.deepEqual([...read.values], [...logits]);
    assert.deepEqual([...read.labels], [...labels]);
  });

  it("npy: half precision and bytes; text and wrong lengths are refused", () => {
    const half = Buffer.from(Uint16Array.of(0x3c00, 0xc000).buffer);
    assert.deepEqual([...parseNpy(npy("<f2", "(2,)", half), "x").data], [1, -2]);
    assert.deepEqual([...parseNpy(npy("|u1", "(1,)", Buffer.of(7)), "x").data], [7]);
    assert.throws(() => parseNpy(npy("<U4", "(1,)", half), "x"), /a header of numbers/);
    assert.throws(() => parseNpy(npy("|O", "(1,)", half), "x"), /a header of numbers/);
    assert.throws(() => parseNpy(npy("<f4", "(2,)", half), "x"), /8 bytes .*got 4/);
    assert.throws(() => parseNpy(Buffer.from("no"), "x"), /begins with/);
  });

  it("safetensors: logits and labels; missing and ill-shaped ones are named", () => {
    const path = join(folder, "p.safetensors");
    const scores = { shape: [3, 3], data: logits };
    writeSafetensors(path, { logits: scores, labels: { shape: [3], data: labels } });
    assert.deepEqual([...readPredictionsSafetensors(path).values], [...logits]);
    writeSafetensors(path, { logits: scores });
    assert.throws(() => readPredictionsSafetensors(path), /the arrays labels and one of/);
    const short = { shape: [2], data: labels.slice(0, 2) };
    writeSafetensors(path, { logits: scores, labels: short });
    assert.throws(() => readPredictionsSafetensors(path), /\[3, 3\] and \[2\]/);
  });
});

describe("all metrics of predictions", () => {
  const random = seededRandom("predictions");
  const n = 300;
  const values = Float64Array.from({ length: 4 * n }, () => 4 * random());
  const truth = Int32Array.from({ length: n }, () => Math.floor(4 * random()));

  it("are those of the metrics' own functions, with their bins and rules", () => {
    for (const rule of ["paper", "textbook"] as const) {
      const { metrics, input } = evaluatePredictions(
        { kind: "logits", values, labels: truth },
        { bins: 7, rule, random: seededRandom("intervals"), resamples: 100 },
      );
      const predicted = predictFromLogits(values, truth);
      assert.deepEqual(input.confidence, predicted.confidence);
      assert.equal(metrics["ece"]!.value, ece(predicted, { bins: 7, rule }).value);
      assert.ok(Math.abs(metrics["nll"]!.value - nll(values, truth).value) < 1e-12);
      for (const [key, form] of [
        ["mce", "largest"],
        ["mce_weighted", "weighted"],
      ] as const)
        assert.equal(metrics[key]!.value, mce(predicted, { bins: 7, rule, form }).value);
      assert.deepEqual([metrics["ece"]!.bins, metrics["ece"]!.rule], [7, rule]);
      for (const [name, { n: count, interval }] of Object.entries(metrics)) {
        assert.equal(count, n, name);
        assert.ok(interval !== undefined && interval[0] <= interval[1], name);
      }
    }
  });

  it("of probabilities with a true class of 0: the NLL stays finite", () => {
    const { metrics } = evaluatePredictions(
      { kind: "probabilities", values: Float64Array.of(1, 0), labels: Int32Array.of(1) },
      { random, resamples: 5 },
    );
    assert.equal(metrics["nll"]!.value, -Math.log(Number.EPSILON));
  });
});

describe("promptcal metrics", () => {
  it("prints one JSON object, the same for the same seed", async () => {
    const path = file(
      "p.csv",
      "label,prob_0,prob_1\n0,0.75,0.25\n1,0.5,0.5\n1,0.25,0.75\n",
    );
    const words = ["metrics", path, "--json", "--edges", "textbook", "--bins", "5"];
    const first = await promptcal(folder, ...words);
    assert.equal(first.code, 0, first.err);
    const metrics = JSON.parse(first.out) as Record<string, { value: number }>;
    assert.equal(metrics["accuracy"]!.value, 2 / 3);
    for (const name of ["ece", "ace", "mce", "nll", "brier"])
      assert.ok(name in metrics, name);
    assert.equal((await promptcal(folder, ...words)).out, first.out);
  });
});
