import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PromptcalError } from "../errors/promptcal-error";
import type { Random } from "../random/random";
import { augmentImage } from "./augment-image";
import type { AugmentationName } from "./augmentations";
import { preprocessImage } from "./preprocess";

/** A file that could not be read as a picture. */
export interface BadImage {
  readonly path: string;
  /** One sentence: what is wrong, and where. */
  readonly problem: string;
}

export interface ReadOptions {
  /** Folder that relative paths start from; the working folder by default. */
  readonly root?: string;
  /** Leave unreadable files out and list them; by default the first one is an error. */
  readonly skipBadImages?: boolean;
  /** Where an image's augmented view comes from; without it images are prepared as for testing. */
  readonly view?: (path: string) => Random;
  /** What a view is; CoOp's crop and flip by default. */
  readonly augmentation?: AugmentationName;
  readonly signal?: AbortSignal;
}

/** Pictures ready for an image tower. */
export interface ImagePixels {
  /** Shape [n, 3, size, size], row-major; n = `paths.length`. */
  readonly pixels: Float32Array;
  /** Those that were read, in their order. */
  readonly paths: readonly string[];
  /** Those that were left out; empty unless `skipBadImages`. */
  readonly bad: readonly BadImage[];
}

/**
 * Reads and prepares pictures.
 * @param size side of the model's images, pixels
 * @throws PromptcalError naming the first unreadable file, unless `skipBadImages`; the signal's reason when aborted
 */
export async function readImages(
  paths: readonly string[],
  size: number,
  { root = "", skipBadImages = false, view, augmentation, signal }: ReadOptions = {},
): Promise<ImagePixels> {
  const pixels = new Float32Array(paths.length * 3 * size * size);
  const read: string[] = [];
  const bad: BadImage[] = [];
  for (const path of paths) {
    signal?.throwIfAborted();
    try {
      const file = join(root, path);
      const bytes = await readFile(file);
      const image =
        view === undefined
          ? await preprocessImage(bytes, size, file)
          : await augmentImage(bytes, size, file, view(path), augmentation);
      pixels.set(image, read.length * image.length);
      read.push(path);
    } catch (error) {
      if (!skipBadImages || !isFault(error)) throw error;
      bad.push({ path, problem: error.message });
    }
  }
  return { pixels: pixels.subarray(0, read.length * 3 * size * size), paths: read, bad };
}

/** Whether it is the file that is wrong, and not the program. */
function isFault(error: unknown): error is Error {
  return (
    error instanceof PromptcalError || (error as NodeJS.ErrnoException).code === "ENOENT"
  );
}
