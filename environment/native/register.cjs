"use strict";
/**
 * Copied to build/index.js: registers TensorFlow as backend "tensorflow" of the tfjs-core that
 * the project uses. tfjs-node's own entry would bring the whole union package, and a second
 * tfjs-core inside it.
 */
const tf = require("@tensorflow/tfjs-core");
require("./dist/register_all_kernels");
const { NodeJSKernelBackend } = require("./dist/nodejs_kernel_backend");
const binding = require("./tfjs_binding.node");

tf.registerBackend("tensorflow", () => new NodeJSKernelBackend(binding, "promptcal"), 3);

module.exports = { binding, tensorflowVersion: binding.TF_Version };
