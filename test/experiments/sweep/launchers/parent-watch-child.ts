/** A process that watches its parent and never lets an event through. */
import { writeSync } from "node:fs";
import { watchParent } from "../../../../src/experiments/sweep/launchers/parent-watch";

watchParent(process.ppid);
writeSync(1, `${process.pid}\n`);
for (;;);
