"use strict";
/** Copied to build/verify.cjs: one product in TensorFlow, compared with the sums done here. */
const tf = require("@tensorflow/tfjs-core");
const { tensorflowVersion } = require("./index.js");

const rows = 33;
const inner = 65;
const columns = 17;
const a = Float32Array.from({ length: rows * inner }, (_, i) => Math.sin(i));
const b = Float32Array.from({ length: inner * columns }, (_, i) => Math.cos(i));

if (!tf.setBackend("tensorflow")) throw new Error("tfjs refuses the backend");
const product = tf
  .matMul(tf.tensor2d(a, [rows, inner]), tf.tensor2d(b, [inner, columns]))
  .dataSync();
let worst = 0;
for (let i = 0; i < rows; i++) {
  for (let j = 0; j < columns; j++) {
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += a[i * inner + k] * b[k * columns + j];
    worst = Math.max(worst, Math.abs(product[i * columns + j] - sum));
  }
}
if (!(worst < 1e-4)) throw new Error(`matMul is off by ${worst}`);
console.log(`TensorFlow ${tensorflowVersion}, matMul right to ${worst.toExponential(1)}`);
