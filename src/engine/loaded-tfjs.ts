/**
 * One gradient of tfjs asks for the whole library a second time, as 400 ES modules. What
 * `import "@tensorflow/tfjs-core"` has loaded serves it as well, and saves every process a third of a
 * second: the copy's registers of kernels and gradients are the same global ones.
 */
import "@tensorflow/tfjs-core";

require.cache[require.resolve("@tensorflow/tfjs-core/dist/base")] =
  require.cache[require.resolve("@tensorflow/tfjs-core")];
