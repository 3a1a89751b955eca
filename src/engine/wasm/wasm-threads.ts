import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { mismatch, PromptcalError } from "../../errors/promptcal-error";
import type { WasmFunctions } from "./wasm-functions";

/** Environment variable for the number of threads of one process's kernels. */
export const THREADS_VARIABLE = "PROMPTCAL_THREADS";

/**
 * Threads of this process's kernels: the variable PROMPTCAL_THREADS, else one for each core. Processes
 * that share a machine, as the workers of a sweep do, set it to 1.
 * @throws PromptcalError if the variable is no count
 */
export function wasmThreads(): number {
  const setting = process.env[THREADS_VARIABLE];
  if (setting === undefined) return availableParallelism();
  if (/^[1-9]\d{0,3}$/.test(setting)) return Number(setting);
  throw mismatch({
    what: `environment variable ${THREADS_VARIABLE}`,
    expected: "a number of threads, 1 or more",
    got: setting,
  });
}

/** How a call of a kernel is divided. */
export interface Cut {
  /** What is shared out: rows, queries, values or heads. */
  readonly units: number;
  /** Parts are whole numbers of this, the last one excepted. */
  readonly step: number;
  /** Size of the call, in multiplications of a product. */
  readonly work: number;
}

/** Calls a kernel, divided among threads if that pays. @param part arguments for `count` units from `from` on */
export type Share = (
  name: keyof WasmFunctions,
  cut: Cut,
  part: (from: number, count: number) => readonly number[],
) => void;

/** A call below this, about three milliseconds, is not shared out: waking a thread takes longer than that spares. */
const MIN_WORK = 2 ** 25;
/** The same beside TensorFlow's products, after which the cores are awake: a third of a millisecond. */
export const MIN_WORK_AWAKE = 2 ** 22;

/**
 * States of a helper: the first value of its control block. Behind it stand the kernel's number, the
 * number of arguments, and these.
 */
const STATE = { starting: 0, ready: 1, working: 2, failed: 3 } as const;
const CONTROL = 32;
/** Milliseconds that a helper may take to start; after that it is done without. */
const START = 5000;

/** One thread beside this one. */
interface Helper {
  readonly worker: Worker;
  readonly control: Int32Array;
}

/**
 * Shares calls out among this thread and helpers. Helpers are started by the first call that is large
 * enough, and end with the process or when this object is collected.
 */
export class WasmThreads {
  private readonly own: WasmFunctions;
  private readonly names: readonly string[];
  private helpers: readonly Helper[] | undefined;

  /**
   * @param threads this one included
   * @param leastWork calls below it are not shared out
   */
  constructor(
    private readonly compiled: WebAssembly.Module,
    private readonly memory: WebAssembly.Memory,
    private readonly threads: number,
    private readonly leastWork = MIN_WORK,
  ) {
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
    if (!hasFunctions(exports)) throw new Error("expected the functions of the kernels");
    this.own = exports;
    this.names = Object.keys(exports).filter((name) => name !== "memory");
  }

  /** Threads that share large calls: 1 before the first of them. */
  get running(): number {
    return 1 + this.ready().length;
  }

  /** Calls a kernel, divided among threads if that pays. */
  readonly share: Share = (name, { units, step, work }, part) => {
    if (this.threads === 1 || work < this.leastWork) {
      return this.call(name, part(0, units));
    }
    this.helpers ??= this.start();
    const ready = this.ready();
    const size = Math.ceil(units / (ready.length + 1) / step) * step;
    const busy = ready.filter(({ control }, i) => {
      const from = (i + 1) * size;
      if (from >= units) return false;
      const values = part(from, Math.min(size, units - from));
      control.set([this.names.indexOf(name), values.length, ...values], 1);
      Atomics.store(control, 0, STATE.working);
      Atomics.notify(control, 0);
      return true;
    });
    this.call(name, part(0, Math.min(size, units)));
    busy.forEach(finish);
  };

  private call(name: keyof WasmFunctions, values: readonly number[]): void {
    (this.own[name] as (...values: readonly number[]) => void)(...values);
  }

  private ready(): readonly Helper[] {
    return (this.helpers ?? []).filter(
      ({ control }) => Atomics.load(control, 0) === STATE.ready,
    );
  }

  private start(): readonly Helper[] {
    const { compiled, memory, names } = this;
    const helpers = Array.from({ length: this.threads - 1 }, () => {
      const control = new Int32Array(new SharedArrayBuffer(4 * CONTROL));
      const worker = new Worker(join(__dirname, "kernel-worker.cjs"), {
        workerData: { compiled, memory, control, state: STATE, names },
        execArgv: [],
        env: {},
      });
      worker.unref();
      // A thread that does not start, for want of memory, is done without.
      worker.on("error", () => Atomics.store(control, 0, STATE.failed));
      return { worker, control };
    });
    for (const { control } of helpers) Atomics.wait(control, 0, STATE.starting, START);
    endings.register(
      this,
      helpers.map(({ worker }) => worker),
    );
    return helpers;
  }
}

const endings = new FinalizationRegistry<readonly Worker[]>((workers) =>
  workers.forEach((worker) => void worker.terminate()),
);

/** Waits until a helper has done its part. */
function finish({ control }: Helper): void {
  while (Atomics.load(control, 0) === STATE.working) {
    Atomics.wait(control, 0, STATE.working);
  }
  if (Atomics.load(control, 0) === STATE.failed) {
    throw new PromptcalError("a thread of the kernels failed; its part is not computed");
  }
}

function hasFunctions(exports: object): exports is WasmFunctions {
  return "product" in exports;
}
