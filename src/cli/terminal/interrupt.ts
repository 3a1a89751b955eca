import { constants } from "node:os";
import { INTERRUPTED } from "./exit-codes";
import { endUnheard } from "./unheard-signal";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * A signal that Ctrl-C or a termination request raises. Work stops at its next safe point; a
 * second Ctrl-C ends the process at once, which harms nothing, since files are whole or absent.
 * @param endsUnheard whether a signal that arrives within a long call ends the process; otherwise it waits for the call
 */
export function interruptSignal({ endsUnheard = false } = {}): AbortSignal {
  const controller = new AbortController();
  const heard = endsUnheard
    ? endUnheard(SIGNALS.map((name) => constants.signals[name]))
    : undefined;
  for (const name of SIGNALS) {
    process.on(name, () => {
      heard?.();
      if (controller.signal.aborted) process.exit(INTERRUPTED);
      controller.abort();
    });
  }
  return controller.signal;
}
