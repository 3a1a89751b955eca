import { join } from "node:path";
import * as v from "valibot";
import { oneOf } from "../../../errors/promptcal-error";
import { checked } from "../../../files/json/checked";
import { readJson } from "../../../files/json/parse-json";
import {
  byName,
  fields,
  list,
  TEXT,
  TEXTS,
  wholeNumber,
  type Infer,
} from "../../../files/json/schema";
import { iconsFolder } from "../sources/sets";

const LEFT_OUT = fields({
  /** Prefixes of sets that draw something else under this name. */
  sets: v.optional(TEXTS),
  /** Captions that name something else. */
  captions: v.optional(TEXTS),
  why: TEXT,
});
/** Icons of a class's name that show something else. */
export type LeftOut = Infer<typeof LEFT_OUT>;

const ICON_CLASS = fields({
  noun: TEXT,
  /** Offset and part of speech in WordNet 3.1, for instance `02141851-n`. */
  synset: TEXT,
  /** Number of the sense, 1 = the first that WordNet lists. */
  sense: wholeNumber(1),
  gloss: TEXT,
  note: v.optional(TEXT),
  leaveOut: v.optional(LEFT_OUT),
});
/** A class of the icon data sets: a WordNet 3.1 noun. */
export type IconClass = Infer<typeof ICON_CLASS>;

const CLASS_FILE = fields({
  domains: byName(list(ICON_CLASS)),
  /** Nouns of the recipe that were dropped, with the reason. */
  dropped: list(fields({ noun: TEXT, reason: TEXT })),
});
type ClassFile = Infer<typeof CLASS_FILE>;

let stored: ClassFile | undefined;

/** `data/icons/classes.json`. */
export function iconClassFile(): ClassFile {
  const path = join(iconsFolder, "classes.json");
  stored ??= checked(CLASS_FILE, readJson(path, "icon classes"), "icon classes", path);
  return stored;
}

/** Names of the twelve domains; each is a data set. */
export function iconDomains(): readonly string[] {
  return Object.keys(iconClassFile().domains);
}

/**
 * Classes of a domain in alphabetical order, which is the order of labels.
 * @throws PromptcalError for an unknown domain, with the nearest name
 */
export function domainClasses(domain: string): readonly IconClass[] {
  return iconClassFile().domains[oneOf(domain, iconDomains(), "icon data set")]!;
}
