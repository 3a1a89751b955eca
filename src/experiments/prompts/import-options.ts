import type { Tokenizer } from "../../encoders/tokens/tokenizer";
import { tokenDecoder } from "../../encoders/tokens/decode";
import { eventError } from "../../errors/promptcal-error";
import type { Options } from "../../methods/option";
import { tunerNamed } from "../../methods/registry";
import { contextWords } from "../../methods/text/prompt-start";
import { startWords } from "../../methods/text/start-words";
import { methodOptions } from "../spec/methods";
import { applySettings, type Setting } from "../spec/options";
import { RUN_OPTIONS } from "../spec/run-options";
import type { Suite } from "../suites/suite-definition";
import type { PromptFile } from "./prompt-file";
import type { PromptLayout } from "./prompt-layouts";
import type { PromptFacts } from "./prompt-metadata";

/** Sources of the options of an imported run. */
export interface ImportOptionsRequest {
  readonly layout: PromptLayout;
  readonly file: PromptFile;
  readonly facts: PromptFacts;
  readonly suite: Suite;
  readonly dataset: string;
  readonly settings: readonly Setting[];
  readonly tokenizer: Tokenizer;
  /** Fixed tokens between context and name; undefined where the file does not tell. */
  readonly lead: readonly number[] | undefined;
}

/** Words that reference configurations start from. */
const USUAL_WORDS = "a photo of a";

/**
 * Options that predictions of imported prompts depend on: the shapes' first, then what the request or the path
 * says, else the suite's defaults. Options of the training are unknown and left out.
 * @throws PromptcalError where fixed words between context and name are not those of `ctx_init`
 */
export function importOptions(request: ImportOptionsRequest): Options {
  const { layout, file, facts, suite, dataset, settings } = request;
  const { options: definitions } = tunerNamed(layout.tuner);
  const defaults = methodOptions(layout.tuner, "none", suite.recipes, dataset);
  const unsaid = layout.unsaid.map((name) => [name, defaults[name]!] as const);
  const known: Options = {
    ...Object.fromEntries(unsaid),
    ...(Object.hasOwn(definitions, "ctx_init") ? { ctx_init: facts.words ?? null } : {}),
    ...(facts.position === undefined || !Object.hasOwn(definitions, "class_token_position")
      ? {}
      : { class_token_position: facts.position }),
    ...layout.options(file.tensors),
  };
  const { template } = RUN_OPTIONS;
  const set = applySettings(
    { ...definitions, template },
    known,
    settings,
    `imported ${layout.tuner}`,
  );
  return withWords(set, request);
}

/** The options with words whose fixed end is the file's, `ctx_init`. */
function withWords(
  options: Options,
  { layout, file, tokenizer, lead }: ImportOptionsRequest,
): Options {
  if (lead === undefined) return options;
  const candidates = [options["ctx_init"] ?? null, USUAL_WORDS];
  const words = candidates.find(
    (one) =>
      String(leadOf(one as string | null, options, layout, tokenizer)) === String(lead),
  );
  if (words !== undefined) return { ...options, ctx_init: words };
  throw eventError(
    `${file.path} has the words "${tokenDecoder()(lead)}" between context and class name, which no option tells`,
    'give the words that its context started from with --set "ctx_init=..."',
  );
}

/** Tokens of the words that stay fixed; undefined where the words do not fit the context. */
function leadOf(
  words: string | null,
  options: Options,
  { words: form }: PromptLayout,
  tokenizer: Tokenizer,
): readonly number[] | undefined {
  if (words === null) return [];
  const length = Number(options["n_ctx"] ?? options["n_ctx_text"]);
  if (form === "cut") {
    const tokens = tokenizer.encode(words);
    if (tokens.length < length) return undefined;
    return tokenizer.encode(contextWords(tokenizer, words, length).rest);
  }
  const { ids, lead } = startWords(tokenizer, words);
  const fits = form === "padded" ? ids.length <= length : ids.length === length;
  return fits ? lead : undefined;
}
