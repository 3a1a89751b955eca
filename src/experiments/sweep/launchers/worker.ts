/**
 * A worker process of the local pool: keeps suites and models loaded and computes runs one by one.
 * It stops when told, when interrupted, and when the pool's process, whose id is its only argument,
 * is gone.
 */
import { errorText } from "../../../files/system-error";
import { isInterruption } from "../../run/interruption";
import { pacedProgress } from "../../run/paced-progress";
import { executeRun } from "../../run/run";
import { suiteLookup } from "../../suites/suite-lookup";
import { watchParent } from "./parent-watch";
import type { FromWorker, ToWorker } from "./protocol";

watchParent(Number(process.argv[2]));

const stop = new AbortController();
const suiteOf = suiteLookup();

function tell(message: FromWorker): void {
  if (process.connected) process.send!(message);
}

async function answer(message: ToWorker): Promise<void> {
  if (message.kind === "stop") return leave(0);
  const { spec, store, index, skipBadImages } = message;
  try {
    const outcome = await executeRun(spec, {
      suite: suiteOf(spec.suite),
      store,
      index,
      skipBadImages,
      signal: stop.signal,
      onProgress: pacedProgress((progress) => tell({ kind: "progress", progress })),
      onNote: (text) => tell({ kind: "note", text }),
    });
    if (outcome.state === "taken") return tell({ kind: "taken" });
    const seconds = outcome.result.provenance.seconds;
    tell({ kind: "done", computed: outcome.computed, seconds });
  } catch (error) {
    if (isInterruption(error)) process.exit(INTERRUPTED);
    tell({ kind: "failed", message: errorText(error) });
  }
}

/** 128 + SIGINT, as shells have it. */
const INTERRUPTED = 130;
let busy = false;

/** @param idleCode exit code where no run is in work: nothing was interrupted then */
function leave(idleCode: number): void {
  stop.abort();
  if (!busy) process.exit(idleCode);
}

process.on("message", (message: ToWorker) => {
  if (message.kind === "run") busy = true;
  void answer(message).then(() => {
    if (message.kind === "run") busy = false;
    if (stop.signal.aborted) process.exit(INTERRUPTED);
  });
});
process.on("disconnect", () => leave(INTERRUPTED));
process.on("SIGINT", () => leave(INTERRUPTED));
process.on("SIGTERM", () => leave(INTERRUPTED));
