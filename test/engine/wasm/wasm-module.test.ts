import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import { WasmKernels, type Pointer } from "../../../src/engine/wasm/wasm-module";
import {
  activationGradient,
  addNormGradient,
  applyActivation,
  applyLinear,
  applyNorm,
  kernelLinear,
  wasmNorm,
  linearGradient,
  normTrace,
} from "../../../src/engine/wasm/wasm-layers";
import { activationOf } from "../../../src/engine/layers/activation";
import { startBackend } from "../../../src/engine/backend";
import { layerNorm } from "../../../src/engine/layers/layer-norm";
import { frozenLinear } from "../../../src/engine/layers/linear";
import { tf, type Tensor, type Tensor1D, type Tensor2D } from "../../../src/engine/tf";
import { randomNormal, seededRandom } from "../../../src/random/random";
import { assertClose, randomTensor } from "../helpers";

const root = resolve(__dirname, "..", "..", "..");
const [ROWS, INPUTS, OUTPUTS] = [5, 24, 16];

/** A tensor's values in kernel memory, with room for a whole step of rows. */
function place(kernels: WasmKernels, x: Tensor2D): Pointer {
  const at = kernels.matrix(...x.shape);
  kernels.floats(at, x.size).set(x.dataSync());
  return at;
}

/** Value of a function and the gradient that a gradient dy of its value gives. */
function valueAndGradient(
  f: (x: Tensor2D) => Tensor2D,
  x: Tensor2D,
  dy: Tensor2D,
): [Tensor, Tensor] {
  const gradient = tf.grad((t) => tf.sum(tf.mul(f(t as Tensor2D), dy)))(x);
  return [f(x), gradient];
}

describe("the kernels", () => {
  const compiler = join(root, "node_modules", "assemblyscript");
  const skip = !existsSync(compiler) && "the compiler is not installed";

  it("are what their source compiles to", { skip }, () => {
    const folder = mkdtempSync(join(tmpdir(), "kernels-"));
    const output = join(folder, "kernels.wasm");
    const build = join(root, "kernels", "build.cjs");
    const { status, stderr } = spawnSync(process.execPath, [build, output], {
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    const committed = readFileSync(join(root, "src", "engine", "wasm", "kernels.wasm"));
    assert.ok(readFileSync(output).equals(committed), "run: node kernels/build.cjs");
    rmSync(folder, { recursive: true });
  });

  it("multiply, add the bias, and go back through the transpose", async () => {
    await startBackend("cpu");
    const random = seededRandom("product");
    const [x, weight, dy, before] = [
      [ROWS, INPUTS],
      [INPUTS, OUTPUTS],
      [ROWS, OUTPUTS],
      [ROWS, OUTPUTS],
    ].map((shape) => randomTensor(shape, random) as Tensor2D) as [
      Tensor2D,
      Tensor2D,
      Tensor2D,
      Tensor2D,
    ];
    const plain = frozenLinear(weight, randomTensor([OUTPUTS], random) as Tensor1D);
    const kernels = new WasmKernels();
    const linear = kernelLinear(kernels, plain);
    const [at, y, dx] = [
      place(kernels, x),
      kernels.matrix(ROWS, OUTPUTS),
      place(kernels, x),
    ];
    const [value, gradient] = valueAndGradient((t) => plain.apply(t), x, dy);
    applyLinear(kernels, linear, at, y, ROWS);
    assertClose(value, kernels.floats(y, value.size), 1e-5);
    const sum = place(kernels, before);
    applyLinear(kernels, linear, at, sum, ROWS, true);
    assertClose(tf.add(before, value), kernels.floats(sum, value.size), 1e-5);
    linearGradient(kernels, linear, place(kernels, dy), dx, ROWS);
    assertClose(gradient, kernels.floats(dx, x.size), 1e-5);
  });

  it("normalise rows and add the gradient to what is there", async () => {
    await startBackend("cpu");
    const random = seededRandom("norm");
    const [x, dy] = [0, 1].map(() => randomTensor([ROWS, INPUTS], random) as Tensor2D);
    const [gain, bias] = [0, 1].map(() => randomTensor([INPUTS], random) as Tensor1D);
    const plain = { gain: gain!, bias: bias!, trainable: false };
    const kernels = new WasmKernels();
    const norm = wasmNorm(kernels, plain);
    const trace = normTrace(kernels, norm, ROWS);
    const [y, dx] = [kernels.matrix(ROWS, INPUTS), place(kernels, x!)];
    applyNorm(kernels, norm, trace, place(kernels, x!), y, ROWS);
    addNormGradient(kernels, norm, trace, place(kernels, dy!), dx, ROWS);
    const [value, gradient] = valueAndGradient((t) => layerNorm(t, plain), x!, dy!);
    assertClose(value, kernels.floats(y, x!.size), 1e-5);
    assertClose(tf.add(gradient, x!), kernels.floats(dx, x!.size), 1e-5);
  });

  for (const name of ["quick_gelu", "gelu"] as const) {
    it(`compute ${name} and its slope, far out too`, async () => {
      await startBackend("cpu");
      const random = seededRandom(name);
      const near = randomTensor([ROWS, INPUTS], random) as Tensor2D;
      const x: Tensor2D = tf.concat([near, tf.mul<Tensor2D>(near, 100)], 0);
      const dy = randomTensor(x.shape, random) as Tensor2D;
      const kernels = new WasmKernels();
      const [at, y, d] = [
        place(kernels, x),
        kernels.matrix(...x.shape),
        place(kernels, dy),
      ];
      applyActivation(kernels, name, at, y, x.size);
      activationGradient(kernels, name, at, y, d, x.size);
      const [value, gradient] = valueAndGradient(activationOf(name), x, dy);
      assertClose(value, kernels.floats(y, x.size), 2e-5);
      assertClose(gradient, kernels.floats(d, x.size), 2e-5);
    });
  }

  it("give the same bits on any number of threads", () => {
    const width = 16;
    const [heads, size, keys] = [2, 8, 7];
    const results = [1, 2, 3].map((threads) => {
      const kernels = new WasmKernels(threads, 0);
      const random = seededRandom("threads");
      const floats = (rows: number, columns: number): Pointer => {
        const at = kernels.matrix(rows, columns);
        kernels.floats(at, rows * columns).set(randomNormal(rows * columns, 1, random));
        return at;
      };
      const rows = 13;
      const counts = kernels.store(Int32Array.from({ length: rows }, (_, i) => i % keys));
      const firsts = kernels.store(Int32Array.from({ length: rows }, () => 3));
      const sees = kernels.store(Int32Array.from({ length: rows }, (_, i) => 1 + (i % 3)));
      const [x, w, bias] = [
        floats(rows, width),
        floats(width, 3 * width),
        floats(1, width),
      ];
      const y = floats(rows, width);
      const [normal, inverse] = [floats(rows, width), floats(rows, 1)];
      const keyValue = floats(rows, 2 * width);
      const [weights, slopes] = [floats(rows, heads * 12), floats(heads, 12)];
      const [dy, dx, dQuery, dKeyValue] = [
        floats(rows, width),
        floats(rows, width),
        floats(rows, width),
        floats(rows, 2 * width),
      ];
      const { call } = kernels;
      call.product(x, w, bias, y, rows, width, width, true);
      call.normalise(y, bias, bias, normal, inverse, x, rows, width);
      const seen = [sees, firsts, counts] as const;
      call.attend(x, keyValue, ...seen, weights, 12, y, rows, heads, size);
      call.attendGradient(
        ...([dy, x, keyValue, ...seen, weights, 12, slopes] as const),
        ...([dQuery, dKeyValue, rows, rows, heads, size] as const),
      );
      call.normaliseGradient(dQuery, bias, normal, inverse, dx, rows, width);
      call.quickGelu(y, x, rows * width);
      call.quickGeluGradient(y, x, dx, rows * width);
      call.gelu(dy, w, rows * width);
      call.geluGradient(dy, w, dQuery, rows * width);
      assert.equal(kernels.running, threads);
      return kernels.floats(0, kernels.mark() / 4).slice();
    });
    assert.deepEqual(results[1], results[0]);
    assert.deepEqual(results[2], results[0]);
  });

  it("find room by growing, and take it again after a mark", () => {
    const kernels = new WasmKernels();
    const mark = kernels.mark();
    const at = kernels.store(new Float32Array(100_000).fill(3));
    assert.equal(kernels.floats(at, 100_000).at(-1), 3);
    kernels.release(mark);
    assert.equal(kernels.matrix(1, 4), at);
  });
});
