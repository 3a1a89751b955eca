import { ArchiveFile } from "../encoders/checkpoints/torch/archive-source";
import { openArchive } from "../encoders/checkpoints/torch/zip-archive";
import { eventError, type PromptcalError } from "../errors/promptcal-error";
import { parseNpy } from "../files/tensors/npy";
import {
  ARRAY_NAMES,
  arrayPredictions,
  type NamedArrays,
  type NumberArray,
} from "./array-predictions";
import type { FilePredictions } from "./file-predictions";
import { type ColumnNames, renamedArrays } from "./renamed-columns";

/** Files that tell other zip archives, what such an archive is, and what to do about it. */
const OTHER_ARCHIVES: readonly (readonly [entry: RegExp, what: string, wayOut: string])[] =
  [
    [
      /(^|\/)data\.pkl$/,
      "a file of torch.save, which holds code",
      "save arrays instead: numpy.savez(file, labels=…, logits=…)",
    ],
    [/^xl\/workbook/, "an Excel workbook", "export its sheet as CSV UTF-8"],
    [/./, "a zip archive without arrays of NumPy", `save the arrays ${ARRAY_NAMES}`],
  ];

/**
 * Predictions from the arrays of an NPZ file; see `arrayPredictions`. Entries of no use are not unpacked.
 * @throws PromptcalError for zip archives of other programs, and for arrays of objects or text
 */
export function readPredictionsNpz(
  path: string,
  columns: ColumnNames = {},
): Promise<FilePredictions> {
  return withNpzArrays(path, (arrays) =>
    arrayPredictions(renamedArrays(arrays, columns, path), path),
  );
}

/**
 * Does something with the arrays of an NPZ file, which is closed afterwards.
 * @throws PromptcalError for zip archives of other programs
 */
export async function withNpzArrays<T>(
  path: string,
  use: (arrays: NamedArrays) => T,
): Promise<T> {
  const archive = new ArchiveFile(path);
  try {
    const entries = await openArchive(archive, path);
    const arrays = new Map<string, () => NumberArray>();
    for (const [name, entry] of entries) {
      if (name.endsWith(".npy"))
        arrays.set(name.slice(0, -4), () => parseNpy(entry.read(), `${path}, ${name}`));
    }
    if (arrays.size === 0) throw otherArchive([...entries.keys()], path);
    return use(arrays);
  } finally {
    archive.close();
  }
}

function otherArchive(names: readonly string[], path: string): PromptcalError {
  const found = OTHER_ARCHIVES.find(([entry]) => names.some((name) => entry.test(name)));
  const [, what, wayOut] = found ?? OTHER_ARCHIVES.at(-1)!;
  return eventError(`${path} is ${what}`, wayOut);
}
