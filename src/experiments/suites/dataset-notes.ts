import type { ImageDataset } from "../../datasets/image-dataset";
import { printable } from "../../errors/promptcal-error";
import { onNextNotebook } from "../../progress/next-notebook";

const reported = new Set<string>();
onNextNotebook(() => reported.clear());

/** Says on standard error what a data set's reader passed over or decided, once in a process. */
export function tellNotes({ name, root, notes = [] }: ImageDataset): void {
  for (const note of notes) {
    const line = `data set ${name}: ${note} (${root})`;
    if (!reported.has(line)) process.stderr.write(`${printable(line)}\n`);
    reported.add(line);
  }
}
