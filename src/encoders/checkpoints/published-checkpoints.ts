import * as v from "valibot";
import { join } from "node:path";
import { ACTIVATIONS } from "../../engine/layers/activation-name";
import { oneOf } from "../../errors/promptcal-error";
import { checked } from "../../files/json/checked";
import { readJson } from "../../files/json/parse-json";
import {
  fields,
  list,
  RECORD,
  SHA_256,
  TEXT,
  textLike,
  word,
  type Infer,
} from "../../files/json/schema";

const ADDRESSES = "http or https addresses";

const SOURCE = fields({
  /** Name of the file, which says its kind. */
  file: textLike(/^[\w-][\w.-]*$/, "a file's name"),
  /** Mirrors of the same file. */
  urls: v.pipe(
    list(textLike(/^https?:\/\//, ADDRESSES), ADDRESSES),
    v.minLength(1, ADDRESSES),
  ),
  /** A bundled architecture or a JSON file; inferred from the tensors' shapes when left out. */
  architecture: v.optional(TEXT),
  /** Activation of its towers; read from the file when left out. */
  activation: v.optional(word(ACTIVATIONS, "activation")),
  /** Its SHA-256; undefined where nobody published it. */
  sha256: v.optional(SHA_256),
});

/** A checkpoint that can be downloaded. */
export interface PublishedCheckpoint extends Infer<typeof SOURCE> {
  readonly name: string;
}

/** OpenAI's own files: each address contains the file's SHA-256. */
export const PUBLISHED = join(__dirname, "published-checkpoints.json");

/**
 * A checkpoint of a list of sources.
 * @param path the list, JSON: `{name: {file, urls, sha256?, architecture?, activation?}}`; OpenAI's by default
 * @throws PromptcalError with the valid names, or naming the wrong field of the list
 */
export function publishedCheckpoint(name: string, path = PUBLISHED): PublishedCheckpoint {
  const sources = checked(RECORD, readJson(path, "sources"), "sources", path);
  oneOf(name, Object.keys(sources), "checkpoint");
  return { name, ...checked(SOURCE, sources[name], `source ${name}`, path) };
}
