import { readFileSync } from "node:fs";
import { join } from "node:path";
import { oneOf } from "../../errors/promptcal-error";
import { iconsFolder } from "./sets";

/** Icons of a class's name that show something else. */
export interface LeftOut {
  /** Prefixes of sets that draw something else under this name. */
  readonly sets?: readonly string[];
  /** Captions that name something else. */
  readonly captions?: readonly string[];
  readonly why: string;
}

/** A class of the icon data sets: a WordNet 3.1 noun. */
export interface IconClass {
  readonly noun: string;
  /** Offset and part of speech in WordNet 3.1, for instance `02141851-n`. */
  readonly synset: string;
  /** Number of the sense, 1 = the first that WordNet lists. */
  readonly sense: number;
  readonly gloss: string;
  readonly note?: string;
  readonly leaveOut?: LeftOut;
}

interface ClassFile {
  readonly domains: Readonly<Record<string, readonly IconClass[]>>;
  /** Nouns of the recipe that were dropped, with the reason. */
  readonly dropped: readonly { readonly noun: string; readonly reason: string }[];
}

let stored: ClassFile | undefined;

/** `data/icons/classes.json`. */
export function iconClassFile(): ClassFile {
  stored ??= JSON.parse(
    readFileSync(join(iconsFolder, "classes.json"), "utf8"),
  ) as ClassFile;
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
