import { ArchiveFile } from "../encoders/checkpoints/torch/archive-source";
import { openArchive } from "../encoders/checkpoints/torch/zip-archive";
import { PromptcalError, printable } from "../errors/promptcal-error";
import { parseNpy } from "../files/npy";
import { ARRAY_NAMES, arrayPredictions, type NumberArray } from "./array-predictions";
import type { FilePredictions } from "./file-predictions";

/** Files that tell other zip archives, with what to do about them. */
const OTHER_ARCHIVES: readonly (readonly [entry: RegExp, sentence: string])[] = [
  [
    /(^|\/)data\.pkl$/,
    `is a file of torch.save, which holds code; save arrays instead: numpy.savez(file, labels=…, logits=…)`,
  ],
  [/^xl\/workbook/, "is an Excel workbook; export its sheet as CSV UTF-8"],
];

/**
 * Predictions from the arrays of an NPZ file; see `arrayPredictions`. Entries of no use are not unpacked.
 * @throws PromptcalError for zip archives of other programs, and for arrays of objects or text
 */
export async function readPredictionsNpz(path: string): Promise<FilePredictions> {
  const archive = new ArchiveFile(path);
  try {
    const entries = await openArchive(archive, path);
    const arrays = new Map<string, () => NumberArray>();
    for (const [name, entry] of entries) {
      if (name.endsWith(".npy"))
        arrays.set(name.slice(0, -4), () => parseNpy(entry.read(), `${path}, ${name}`));
    }
    if (arrays.size === 0) throw otherArchive([...entries.keys()], path);
    return arrayPredictions(arrays, path);
  } finally {
    archive.close();
  }
}

function otherArchive(names: readonly string[], path: string): PromptcalError {
  const known = OTHER_ARCHIVES.find(([entry]) => names.some((name) => entry.test(name)));
  const sentence =
    known?.[1] ?? `is a zip archive without arrays of NumPy; expected ${ARRAY_NAMES}`;
  return new PromptcalError(`${printable(path)} ${sentence}`);
}
