import { join, relative, sep } from "node:path";
import type { ImageDataset, Item } from "../../datasets/image-dataset";
import type { DatasetReader } from "./dataset-reader";

/** Ends the name of a suite, and of its format, that is tested under covariate shift. */
export const SHIFTED = "+shifts";

/**
 * Reads a format's data sets with other test images: those of all their covariate shifts, one shift after the
 * other. What is tuned on stays. For methods that tune the image tower too: the text features that their runs
 * store do not tell their logits on other images (`predictAgain`).
 */
export function readerUnderShifts(reader: DatasetReader): DatasetReader {
  return {
    read: async (name, root): Promise<ImageDataset> => {
      const own = await reader.read(name, root);
      const shifts: ImageDataset[] = [];
      for (const shift of reader.shifts?.(name) ?? []) {
        shifts.push(await reader.readShift!(name, shift, root));
      }
      const folder = commonFolder([own, ...shifts].map((part) => part.root));
      const moved = (from: ImageDataset, items: readonly Item[]): Item[] => {
        const start = relative(folder, from.root).split(sep).join("/");
        return items.map((item) => ({ ...item, path: `${start}/${item.path}` }));
      };
      const labelOf = new Map(own.classNames.map((className, label) => [className, label]));
      return {
        ...own,
        root: folder,
        train: moved(own, own.train),
        validation: moved(own, own.validation),
        test: shifts.flatMap((shift) =>
          moved(shift, shift.test).flatMap((item) => {
            const label = labelOf.get(item.className);
            return label === undefined ? [] : [{ ...item, label }];
          }),
        ),
      };
    },
  };
}

/** The deepest folder that holds all of some folders. */
function commonFolder([first, ...others]: readonly string[]): string {
  const parts = first!.split(sep);
  const same = parts.findIndex((part, i) =>
    others.some((folder) => folder.split(sep)[i] !== part),
  );
  return join(sep, ...parts.slice(0, same < 0 ? parts.length : same));
}
