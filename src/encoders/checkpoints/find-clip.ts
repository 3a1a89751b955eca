import { mismatch } from "../../errors/promptcal-error";
import { HUGGING_FACE } from "./namings/hugging-face";
import type { Naming } from "./namings/naming";
import { OPEN_CLIP } from "./namings/open-clip";
import { OPENAI } from "./namings/openai";

/** In the order in which their marks are looked for: all have OpenAI's. */
const NAMINGS: readonly Naming[] = [HUGGING_FACE, OPEN_CLIP, OPENAI];

/** What PyTorch puts around a module or into its name: data parallel training, compilation, sharding, pickling. */
const WRAPPERS: ReadonlySet<string> = new Set([
  "module",
  "_orig_mod",
  "_forward_module",
  "_fsdp_wrapped_module",
  "_checkpoint_wrapped_module",
  "_modules",
  "_parameters",
  "_buffers",
]);

/** Keys under which training programs keep the weights, the likeliest first. */
const USUAL_KEYS = ["state_dict", "model_state_dict", "model"];

/** The CLIP among a checkpoint's tensors. */
export interface FoundClip {
  readonly naming: Naming;
  /** The file's name of each tensor, by its name in the naming. */
  readonly names: ReadonlyMap<string, string>;
  /** What stood before the names, with its dot: `model.`; empty where nothing did. */
  readonly prefix: string;
  /** Prefixes under which the file holds CLIP weights too. */
  readonly others: readonly string[];
  /** Tensors under the prefix that are no part of CLIP, by the file's names. */
  readonly passedOver: readonly string[];
}

/**
 * Finds CLIP's tensors in a file by their names: under whatever key or prefix they lie, whatever wrappers
 * stand in the names, whatever else the file holds (an optimizer, a classifier). With weights in several places
 * those without a prefix are taken, then those under a usual key.
 * @param key of the weights to take; inferred from the names by default
 * @throws PromptcalError when there are none, or several and none is the usual one
 */
export function findClip(given: Iterable<string>, where: string, key?: string): FoundClip {
  const files = unwrapped([...given]);
  for (const naming of NAMINGS) {
    const prefixes = prefixesOf([...files.keys()], naming);
    if (prefixes.length === 0) continue;
    const prefix = chosen(prefixes, key, where);
    const names = new Map<string, string>();
    const passedOver: string[] = [];
    for (const [name, file] of files) {
      if (!name.startsWith(prefix)) continue;
      const own = name.slice(prefix.length);
      if (naming.parts.includes(own.split(".", 1)[0]!)) names.set(own, file);
      else if (!naming.ignored.includes(own)) passedOver.push(file);
    }
    const others = prefixes.filter((other) => other !== prefix);
    return { naming, names, prefix, others, passedOver };
  }
  throw mismatch({
    what: "checkpoint",
    expected: `CLIP weights with a tensor ${NAMINGS.map(({ mark }) => mark).join(" or ")}`,
    got: `${files.size} tensors${files.size > 0 ? `, the first named ${[...files.keys()][0]}` : ""}`,
    where,
  });
}

/** Names of the tensors that `findClip` finds, as the file has them; all where there is no CLIP. */
export function clipNames(
  given: Iterable<string>,
  where: string,
  key?: string,
): Iterable<string> {
  const names = [...given];
  const hasClip = names.some((name) => NAMINGS.some(({ mark }) => name.endsWith(mark)));
  return hasClip ? findClip(names, where, key).names.values() : names;
}

/** Names without wrappers, with the file's own; all as they are where two would become one. */
function unwrapped(names: readonly string[]): ReadonlyMap<string, string> {
  const bare = new Map(
    names.map((name) => [
      name
        .split(".")
        .filter((word) => !WRAPPERS.has(word))
        .join("."),
      name,
    ]),
  );
  return bare.size === names.length ? bare : new Map(names.map((name) => [name, name]));
}

/** Where a naming's mark stands; only where a token table stands as well, if there is one anywhere. */
function prefixesOf(names: readonly string[], { mark }: Naming): readonly string[] {
  const marked = names
    .filter((name) => name.endsWith(mark))
    .map((name) => name.slice(0, -mark.length))
    .filter(
      (prefix) =>
        prefix === "" ||
        prefix.endsWith(".") ||
        names.every((name) => name.startsWith(prefix)),
    );
  const tables = names.filter((name) => /(^|[._])token_embedding\.weight$/.test(name));
  const whole = marked.filter((prefix) => tables.some((name) => name.startsWith(prefix)));
  return whole.length > 0 ? whole : marked;
}

function chosen(
  prefixes: readonly string[],
  key: string | undefined,
  where: string,
): string {
  const fitting =
    key === undefined
      ? prefixes
      : prefixes.filter((prefix) => prefix.startsWith(`${key}.`) || prefix === key);
  const usual = ["", ...USUAL_KEYS.map((word) => `${word}.`)];
  const [only, ...more] = fitting;
  const found =
    more.length === 0
      ? only
      : usual
          .flatMap((start) =>
            fitting.filter((prefix) =>
              start === "" ? prefix === "" : prefix.startsWith(start),
            ),
          )
          .at(0);
  if (found !== undefined) return found;
  const keys = prefixes.map((prefix) => prefix.replace(/\.$/, "") || "(none)").join(", ");
  throw mismatch({
    what: "checkpoint",
    expected: key === undefined ? "one CLIP" : `CLIP weights under ${key}`,
    got: key === undefined ? `${prefixes.length}, under ${keys}` : `some under ${keys}`,
    where,
    fix: "name the one to import with --key",
  });
}
