import { INTERRUPTED } from "./exit-codes";

/**
 * A signal that Ctrl-C or a termination request raises. Work stops at its next safe point; a
 * second Ctrl-C ends the process at once, which harms nothing, since files are whole or absent.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(INTERRUPTED);
      controller.abort();
    });
  }
  return controller.signal;
}
