/** A process that listens for signals: `deaf` hears none, in an endless loop; otherwise it ends after the first. */
import { constants } from "node:os";
import { writeSync } from "node:fs";
import { endUnheard } from "../../../src/cli/terminal/unheard-signal";

const isDeaf = process.argv[2] === "deaf";
const heard = endUnheard([constants.signals.SIGTERM], () => {
  writeSync(1, "listening\n");
  // The loop begins once the thread listens.
  if (isDeaf) for (;;);
});
process.on("SIGTERM", () => {
  heard();
  // Longer than a process has that hears nothing.
  setTimeout(() => process.exit(7), 2500);
});
setInterval(() => undefined, 1000);
