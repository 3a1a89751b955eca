/**
 * Makes docs/full-size.md out of the records in docs/full-size/:
 *     node --import tsx test/campaigns/full-size/page.ts
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic, writeJsonAtomic } from "../../../src/files/atomic-file";
import { sectionOf } from "../reliability/page";
import type { ReliabilityRecord } from "../reliability/reliability-record";

const DOCS = join(__dirname, "..", "..", "..", "docs");
const RECORDS = join(DOCS, "full-size");

const INTRODUCTION = `# Real CLIP at full size

The suite \`clip\` is OpenAI's ViT-B/16 on the paper's eleven data sets. Its runs take hours to days on a laptop, so plan before you compute:

\`\`\`sh
npx promptcal sweep plan --suite clip --preset paper --measure --out plan.jsonl   # time, memory and disk, by method
npx promptcal sweep plan --suite clip --preset core --budget 8h --out night.jsonl # what fits into a night
npx promptcal sweep run night.jsonl
\`\`\`

- \`--measure\` times a few steps of each method on this machine, with one thread, each in a process of its own: with 4 classes, 16 and as many
  as the method's largest data set has. Later plans of the same weights and backend use these times. Without them, a forecast uses finished runs of
  the same suite, weights and backend, or says that there are none. Memory is forecast between the classes that it was measured with, never beyond.
- \`--budget\` takes the core methods (zero-shot, CoOp, KgCoOp, without and with DOR) first, the cheapest data sets first, one seed before the next.
  It names what it leaves out.
- A data set that has no part in a preset is named. ImageNet has no runs with \`dor-image\`, since the outlier images would be its own.
- With the recipe \`lab\`, every epoch sees new views. A view is drawn by image, seed and epoch. Methods with a frozen image tower share its
  features, which the cache keeps: \`PROMPTCAL_CACHE\` may lie on a folder that several hosts share. The recipe \`lab-cached\` fixes 16 views of each image.
- DOR's 116,135 nouns are encoded once per template, and seven of the data sets have a template of their own.
  \`--set "dor.template=a photo of a {}."\` shares one over all; it is an option of the run and stands in each result.
- Reading, encoding, tuning and predicting show how far they are on a terminal, and each half minute in the run's log. Ctrl-C and SIGTERM
  stop a run within two seconds: after the pass or step that is under way, or within it where it lasts longer. The same command goes on from the
  images that were encoded, the step of the epoch and the images that were predicted, at most a quarter of a minute and one step back.
  \`promptcal work\`, which a scheduler starts and warns a minute before the end, finishes its step.
- A step whose graph would take over 2 GB is computed in portions, each computed again for its gradient: one more pass forward in place of memory.
- The nouns are encoded in single precision. The native backend has no half-precision product, and to keep their features in half precision would
  spare 120 MB of disk per template, no time.
- Where measured steps say that a run needs more memory than is free, the command says so before it begins.
- \`npm run rehearse\` tries all of this without photographs and without OpenAI's weights. It makes random weights of the true shapes and
  data sets in their published layouts, and runs every method for a few steps. \`-- --quick\` takes a minute at toy size.
  \`npm run verify:python -- data/rehearsal/ViT-B-16/ViT-B-16.safetensors\` compares features and a step of CoOp with PyTorch's.
`;

/** Writes a record, \`docs/full-size/<name>.json\`, and rewrites the page. */
export function writeFullSizeRecord(name: string, record: ReliabilityRecord): void {
  writeJsonAtomic(join(RECORDS, `${name}.json`), record);
  writeFileAtomic(join(DOCS, "full-size.md"), fullSizePage());
}

/** The page out of all records there are, in the order of their names. */
export function fullSizePage(): string {
  const names = existsSync(RECORDS) ? readdirSync(RECORDS).sort() : [];
  const sections = names
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(RECORDS, name), "utf8")))
    .map((record: ReliabilityRecord) => sectionOf(record));
  return [INTRODUCTION, ...sections].join("\n");
}

if (require.main === module) writeFileAtomic(join(DOCS, "full-size.md"), fullSizePage());
