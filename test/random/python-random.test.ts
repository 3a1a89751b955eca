import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { mersenneTwister } from "../../src/random/mersenne-twister";
import { PythonRandom } from "../../src/random/python-random";

const SEEDS = [
  0,
  1,
  2,
  3,
  42,
  624,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 40 + 7,
  2 ** 53 - 1,
  -3,
];
/** Sizes on both sides of the border between pool and set, which lies at 85 for k = 16. */
const SAMPLES = [
  [1, 0],
  [1, 1],
  [5, 5],
  [21, 5],
  [22, 5],
  [22, 6],
  [41, 6],
  [84, 16],
  [85, 16],
  [86, 16],
  [100, 4],
  [1300, 16],
  [50_000, 300],
] as const;
const BELOW = [1, 2, 3, 7, 8, 1000, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];

interface Stream {
  readonly random: number[];
  readonly below: number[];
  readonly shuffled: number[];
  readonly samples: number[][];
  readonly after: number;
}

/** The same calls as `ours`, by the machine's Python; one line of JSON per seed. */
const PROGRAM = `
import json, random, sys
seeds, samples, below = json.loads(sys.argv[1])
for seed in seeds:
    random.seed(seed)
    stream = {"random": [random.random() for _ in range(5)]}
    stream["below"] = [random.randrange(n) for n in below]
    shuffled = list(range(700))
    random.shuffle(shuffled)
    stream["shuffled"] = shuffled
    stream["samples"] = [random.sample(list(range(n)), k) for n, k in samples]
    stream["after"] = random.random()
    print(json.dumps(stream))
`;

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

function ours(seed: number): Stream {
  const python = new PythonRandom(seed);
  return {
    random: range(5).map(() => python.random()),
    below: BELOW.map((n) => python.below(n)),
    shuffled: python.shuffled(range(700)),
    samples: SAMPLES.map(([n, k]) => python.sample(range(n), k)),
    after: python.random(),
  };
}

describe("Python's random stream", () => {
  test("is the one of the machine's python3, for many seeds and sizes", (context) => {
    const { status, stdout } = spawnSync(
      "python3",
      ["-c", PROGRAM, JSON.stringify([SEEDS, SAMPLES, BELOW])],
      { encoding: "utf8", maxBuffer: 1e8 },
    );
    if (status !== 0) return context.skip("no python3 on this machine");
    const lines = stdout.trim().split("\n");
    assert.equal(lines.length, SEEDS.length);
    SEEDS.forEach((seed, i) =>
      assert.deepEqual(ours(seed), JSON.parse(lines[i]!), `seed ${seed}`),
    );
  });

  test("words are those of the authors' reference output (mt19937ar.out)", () => {
    const words = mersenneTwister([0x123, 0x234, 0x345, 0x456]);
    assert.deepEqual(
      range(5).map(() => words()),
      [1067595299, 955945823, 477289528, 4107218783, 4228976476],
    );
  });

  test("refuses what Python refuses", () => {
    const python = new PythonRandom(1);
    assert.throws(() => python.sample([1, 2], 3), /expected a whole number from 0 to 2/);
    assert.throws(() => python.sample([1, 2], -1), /k = -1/);
    assert.throws(() => python.below(0), /below/);
    assert.throws(() => new PythonRandom(1.5), /seed: expected a whole number, got 1.5/);
  });
});
