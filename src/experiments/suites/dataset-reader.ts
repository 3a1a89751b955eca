import type { ImageDataset } from "../../datasets/image-dataset";

/** How one format of data sets is read. */
export interface DatasetReader {
  /** Reads a data set of a suite; `root` is the suite's data folder. */
  read(name: string, root: string): Promise<ImageDataset>;
  /**
   * Looks for a data set's folders without reading it, which takes minutes for ImageNet; by default reading has to tell.
   * @throws PromptcalError where they are not there
   */
  requirePresent?(name: string, root: string): void;
  /**
   * The folder in which lies all that reading a data set depends on, where there is one: what was read once can be
   * stored for as long as nothing in it changes.
   */
  folderOf?(name: string, root: string): string;
  /** Whether reading a data set would have to make it first, which takes long; by default it never has to. */
  isUnmade?(name: string): boolean;
  /** Rebuilds a data set that is missing or damaged, where the format can. */
  build?(name: string, root: string): Promise<ImageDataset>;
  /** Covariate shifts of a data set: other test images of its classes, by name; none by default. */
  shifts?(name: string): readonly string[];
  /** Reads one of them; everything is test. */
  readShift?(name: string, shift: string, root: string): Promise<ImageDataset>;
}
