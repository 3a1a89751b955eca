import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import {
  syncFolder,
  temporarySibling,
  writeFileAtomic,
  writeJsonAtomic,
} from "../../../files/atomic-file";
import { mismatch, PromptcalError } from "../../../errors/promptcal-error";
import { checked } from "../../../files/json/checked";
import { folderOf } from "../../../files/folders";
import { sha256File } from "../../../files/hash";
import { parseJson } from "../../../files/json/parse-json";
import { fields, TEXT, TEXTS, type Infer } from "../../../files/json/schema";
import { readIconSet, type Icon } from "./icon-source";
import { pretrainingSetsFolder } from "./pretraining-sets";
import { ICON_SIZE, renderIcons } from "../pictures/render";
import { setsOfRole } from "./sets";

const ENTRY = fields({
  set: TEXT,
  family: TEXT,
  name: TEXT,
  caption: TEXT,
  style: TEXTS,
});
/** One icon of the corpus. */
export type CorpusEntry = Infer<typeof ENTRY>;

/** All icons of the pretraining families, rendered. */
export interface IconCorpus {
  /** Side of the square RGB images, pixels. */
  readonly size: number;
  /** icons.length * size * size * 3 bytes: icon, row, column, channel. */
  readonly images: Uint8Array;
  readonly icons: readonly CorpusEntry[];
}

/** Folder of the corpus, ignored by git: 560 MB. */
export function corpusFolder(): string {
  return join(folderOf("cache"), "pretraining");
}

interface Summary {
  readonly icons: number;
  readonly leftOut: number;
  readonly imagesHash: string;
}

/**
 * Renders all icons of the pretraining families into `folder`: `images.u8` (raw bytes),
 * `icons.jsonl` (one `CorpusEntry` a line, same order), `corpus.json` (counts, SHA-256), the last
 * written at the end. About 4 minutes; installs the pretraining sets first where they are missing.
 * @param progress called with the number of icons done and in all
 */
export async function buildCorpus(
  folder = corpusFolder(),
  progress: (done: number, total: number) => void = () => undefined,
): Promise<void> {
  const sets = pretrainingSetsFolder();
  const icons = setsOfRole("pretrain").flatMap((set) =>
    readIconSet(set, join(sets, `${set.prefix}.json`)),
  );
  const entries = await renderInto(join(folder, "images.u8"), icons, progress);
  writeFileAtomic(
    join(folder, "icons.jsonl"),
    entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""),
  );
  const summary: Summary = {
    icons: entries.length,
    leftOut: icons.length - entries.length,
    imagesHash: await sha256File(join(folder, "images.u8")),
  };
  writeJsonAtomic(join(folder, "corpus.json"), summary);
}

/** Streams pixels to a temporary sibling, so that a half-rendered corpus is never taken for a whole. */
async function renderInto(
  path: string,
  icons: readonly Icon[],
  progress: (done: number, total: number) => void,
): Promise<CorpusEntry[]> {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = temporarySibling(path);
  const handle = openSync(temporary, "wx");
  const entries: CorpusEntry[] = [];
  let done = 0;
  try {
    await renderIcons(icons, ({ set, family, name, caption, style }, pixels) => {
      done += 1;
      if (done % 1000 === 0) progress(done, icons.length);
      if (pixels === undefined) return;
      writeSync(handle, pixels);
      entries.push({ set, family, name, caption, style });
    });
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
  return entries;
}

/** Whether `buildCorpus` has finished in this folder. */
export function hasCorpus(folder = corpusFolder()): boolean {
  return existsSync(join(folder, "corpus.json"));
}

/**
 * Reads the corpus into memory.
 * @throws PromptcalError when it is missing or has the wrong length
 */
export function readCorpus(folder = corpusFolder()): IconCorpus {
  const fix = "build it with `npm run pretrain`";
  if (!hasCorpus(folder))
    throw new PromptcalError(`no pretraining corpus in ${folder}; ${fix}`);
  const list = join(folder, "icons.jsonl");
  const icons = readFileSync(list, "utf8")
    .trimEnd()
    .split("\n")
    .map((line, index) => {
      const where = `${list}, line ${index + 1}`;
      return checked(ENTRY, parseJson(line, "icon", where), "icon", where);
    });
  const images = readFileSync(join(folder, "images.u8"));
  const bytes = icons.length * ICON_SIZE ** 2 * 3;
  if (images.length !== bytes) {
    throw mismatch({
      what: "pretraining corpus",
      expected: `${bytes} bytes for ${icons.length} icons`,
      got: `${images.length}`,
      where: join(folder, "images.u8"),
      fix,
    });
  }
  return { size: ICON_SIZE, images, icons };
}
