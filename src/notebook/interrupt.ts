/** Work that ends by itself when its cell is interrupted; our preload of tslab waits for it. */
const waitedFor = Symbol.for("promptcal.interruptible");

/** The message of stopped work, in one sentence; notebooks show it without a stack. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/**
 * Long work that the stop button (or Ctrl-C) ends. tslab abandons an interrupted `await` at once, but what was awaited
 * goes on; the kernel waits for this work instead, so that the cell ends with what it says.
 * @param work ends soon after its signal is raised, or is abandoned after some seconds
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const known = globalThis as { [key: symbol]: unknown };
  const works = known[waitedFor] as Set<Promise<unknown>> | undefined;
  process.once("SIGINT", stop);
  const result = work(controller.signal);
  works?.add(result);
  try {
    return await result;
  } finally {
    works?.delete(result);
    process.off("SIGINT", stop);
  }
}
