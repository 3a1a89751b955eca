/** Events that end a process by default. */
const EVENTS = ["uncaughtException", "unhandledRejection"] as const;

/**
 * Loads code without the listeners for errors that it adds to the process. Those of tfjs' wasm module throw the error
 * once more: a promise that a notebook's cell did not wait for ended the kernel.
 */
export async function withoutListeners<T>(load: () => Promise<T>): Promise<T> {
  const before = EVENTS.map((event) => process.rawListeners(event));
  try {
    return await load();
  } finally {
    EVENTS.forEach((event, i) => {
      for (const listener of process.rawListeners(event)) {
        if (!before[i]!.includes(listener))
          process.removeListener(event, listener as () => void);
      }
    });
  }
}
