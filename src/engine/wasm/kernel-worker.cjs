/**
 * A thread that computes parts of kernels in the memory of another (kernel-threads.ts). Plain JavaScript,
 * so that it starts without a loader.
 */
const { workerData } = require("node:worker_threads");

const { compiled, memory, control, state, names } = workerData;
const kernels = new WebAssembly.Instance(compiled, { env: { memory } }).exports;

function report(value) {
  Atomics.store(control, 0, value);
  Atomics.notify(control, 0);
}

try {
  report(state.ready);
  for (;;) {
    Atomics.wait(control, 0, state.ready);
    if (Atomics.load(control, 0) !== state.working) continue;
    const [, name, count] = control;
    kernels[names[name]](...control.subarray(3, 3 + count));
    report(state.ready);
  }
} catch {
  report(state.failed);
}
