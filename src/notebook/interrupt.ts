/**
 * A signal that is aborted when the cell is interrupted (the stop button, or Ctrl-C). tslab abandons
 * an interrupted `await` at once, but what was awaited goes on; long work therefore takes this signal.
 */
export function cellSignal(): AbortSignal {
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  return controller.signal;
}
