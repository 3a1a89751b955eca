import type { FileMetaData } from "hyparquet";
import * as v from "valibot";
import { mismatch } from "../../errors/promptcal-error";
import { parseIntact } from "../../files/json/parse-intact";
import { fields, TEXT, TEXTS, type Infer } from "../../files/json/schema";

/** Which columns hold image and label, and what the labels are called. */
export interface ParquetFeatures {
  readonly image: string;
  readonly label: string;
  /** By label; undefined where the label column holds the names themselves. */
  readonly classNames: readonly string[] | undefined;
}

const FEATURE = fields({
  _type: v.optional(TEXT),
  /** Of a `ClassLabel`, in the order of labels. */
  names: v.optional(v.fallback(v.optional(TEXTS), undefined)),
});
type Feature = Infer<typeof FEATURE>;

/** What the library of that name stores beside a table. */
const HUGGING_FACE = fields({
  info: fields({ features: v.record(v.string(), v.fallback(FEATURE, {})) }),
});

/**
 * Reads the features that Hugging Face's library writes into a parquet file's metadata: the first `Image`
 * and the first `ClassLabel`; without them the columns `image` and `label`, the latter with names.
 * @throws PromptcalError where there is no such column
 */
export function parquetFeatures(metadata: FileMetaData, where: string): ParquetFeatures {
  const columns = topColumns(metadata);
  const features = Object.entries(storedFeatures(metadata));
  const ofType = (type: string): [string, Feature] | undefined =>
    features.find(([column, of]) => of._type === type && columns.includes(column));
  const [image = "image"] = ofType("Image") ?? [];
  const [label = "label", classLabel] = ofType("ClassLabel") ?? [];
  for (const column of [image, label]) {
    if (columns.includes(column)) continue;
    throw mismatch({
      what: "parquet columns",
      expected: `one named ${column}`,
      got: columns.join(", "),
      where,
    });
  }
  const classNames = classLabel?.names?.map((name) => name.normalize("NFC"));
  return { image, label, classNames };
}

/** Names of the schema's columns below its root; a struct counts once. */
function topColumns({ schema }: FileMetaData): string[] {
  const columns: string[] = [];
  // Elements of the column at work that are still to come: no recursion, which a file could make endless.
  let open = 0;
  for (const { name, num_children: children = 0 } of schema.slice(1)) {
    if (open === 0) columns.push(name);
    open = Math.max(open - 1, 0) + Math.max(children, 0);
  }
  return columns;
}

function storedFeatures(metadata: FileMetaData): Readonly<Record<string, Feature>> {
  const stored = metadata.key_value_metadata?.find(({ key }) => key === "huggingface");
  // Another program may have its own metadata under the same key.
  return parseIntact(HUGGING_FACE, stored?.value ?? "{}")?.info.features ?? {};
}
