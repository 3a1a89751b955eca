import { join } from "node:path";
import { ACTIVATIONS, type Activation } from "../../engine/layers/activation-name";
import { mismatch, oneOf, shown } from "../../errors/promptcal-error";
import { asRecord } from "../../files/json-fields";
import { readJson } from "../../files/parse-json";

/** A checkpoint that can be downloaded. */
export interface PublishedCheckpoint {
  readonly name: string;
  /** Name of the file, which says its kind. */
  readonly file: string;
  /** Mirrors of the same file. */
  readonly urls: readonly string[];
  /** A bundled architecture or a JSON file; told by the tensors' shapes when left out. */
  readonly architecture?: string;
  /** Activation of its towers; told by the file when left out. */
  readonly activation?: Activation;
  /** Its SHA-256; undefined where nobody published it. */
  readonly sha256?: string;
}

/** OpenAI's own files: each address contains the file's SHA-256. */
export const PUBLISHED = join(__dirname, "published-checkpoints.json");

/**
 * A checkpoint of a list of sources.
 * @param path the list, JSON: `{name: {file, urls, sha256?, architecture?, activation?}}`; OpenAI's by default
 * @throws PromptcalError with the valid names, or naming the wrong field of the list
 */
export function publishedCheckpoint(name: string, path = PUBLISHED): PublishedCheckpoint {
  const list = asRecord(readJson(path, "sources"), "sources", path);
  oneOf(name, Object.keys(list), "checkpoint");
  const entry = asRecord(list[name], name, path);
  const { file, urls, sha256 } = entry;
  const where = `${path}, ${name}`;
  if (typeof file !== "string" || !/^[\w-][\w.-]*$/.test(file)) {
    throw mismatch({ what: "file", expected: "a file's name", got: shown(file), where });
  }
  if (!isUrls(urls)) {
    const got = shown(urls);
    throw mismatch({ what: "urls", expected: "http or https addresses", got, where });
  }
  const architecture = entry["architecture"];
  const { activation } = entry;
  const named = {
    ...(typeof architecture === "string" ? { architecture } : {}),
    ...(activation === undefined
      ? {}
      : { activation: oneOf(String(activation), ACTIVATIONS, "activation", where) }),
  };
  if (sha256 === undefined) return { name, file, urls, ...named };
  if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) {
    throw mismatch({
      what: "sha256",
      expected: "64 hex digits",
      got: shown(sha256),
      where,
    });
  }
  return { name, file, urls, sha256, ...named };
}

function isUrls(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((url) => typeof url === "string" && /^https?:\/\//.test(url))
  );
}
