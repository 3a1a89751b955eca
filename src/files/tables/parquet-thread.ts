import { statSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

/** A request to the thread: to open a file and return its metadata, to return some rows, to close it. */
export type ParquetRequest =
  | { readonly what: "metadata"; readonly path: string }
  | {
      readonly what: "rows";
      readonly columns: readonly string[];
      readonly rowStart: number;
      /** Behind the last row. */
      readonly rowEnd: number;
    }
  | { readonly what: "close" };

type Answer = { readonly value: unknown } | { readonly error: string };

/** Milliseconds between two checks of a thread that has not answered. */
const TICK = 100;
/** Looks that a small file may take: 3 seconds. */
const MIN_TICKS = 30;
/** Bytes of a file for which one look more is granted: a second for a megabyte. */
const BYTES_PER_TICK = 100_000;
/** Memory for counts, levels and names; the bytes of images lie outside of it. */
const MAX_HEAP_MEGABYTES = 512;

/** A thread that has read its file and waits for the next one; it does not keep the process alive. */
let spare: Worker | undefined;

/**
 * A parquet file in another thread. The reader believes the counts that a file states, so that a
 * damaged one of a few hundred bytes can keep it busy for ever: the thread is given a time by the file's size,
 * and a bounded memory. Time is counted in looks, hence a machine that sleeps meanwhile uses none of it.
 */
export class ParquetThread {
  private readonly worker: Worker;
  private readonly maxTicks: number;
  /** Whether the thread can read another file. */
  private sound = true;

  constructor(path: string) {
    this.maxTicks = MIN_TICKS + Math.ceil(statSync(path).size / BYTES_PER_TICK);
    this.worker = spare ?? startWorker();
    spare = undefined;
    this.worker.ref();
  }

  /**
   * Asks one question; the next one after its answer.
   * @throws Error of the reader, or where it takes too long or too much memory
   */
  ask<T>(request: ParquetRequest): Promise<T> {
    const { worker } = this;
    return new Promise<T>((done, failed) => {
      let looks = 0;
      const settle = (): void => {
        clearInterval(clock);
        worker.off("message", hear).off("error", giveUp);
      };
      const hear = (answer: Answer): void => {
        settle();
        if ("error" in answer) failed(new Error(answer.error));
        else done(answer.value as T);
      };
      const giveUp = (error: Error): void => {
        this.sound = false;
        settle();
        failed(error);
      };
      const clock = setInterval(() => {
        if (++looks < this.maxTicks) return;
        giveUp(new Error(`no end after ${(this.maxTicks * TICK) / 1000} s`));
      }, TICK);
      worker.on("message", hear).on("error", giveUp);
      worker.postMessage(request);
    });
  }

  /** Closes the file. The thread is kept for the next one, or ended where it is still busy. */
  async close(): Promise<void> {
    if (this.sound) await this.ask({ what: "close" });
    if (this.sound && spare === undefined) {
      spare = this.worker;
      spare.unref();
    } else await this.worker.terminate();
  }
}

function startWorker(): Worker {
  return new Worker(join(__dirname, "parquet-worker.cjs"), {
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MEGABYTES },
    execArgv: [],
  });
}
