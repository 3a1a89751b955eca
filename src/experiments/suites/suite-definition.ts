import type { Sampling } from "../../datasets/sampling";
import type { DatasetFormat } from "./dataset-formats";
import type { Options } from "../../methods/option";
import type { SuiteVariant } from "./suite-variant";

/** Names of data sets by their kind, for instance `{ signs: ["media"], nouns: ["tools"] }`. */
export type DatasetKinds = Readonly<Record<string, readonly string[]>>;

/**
 * A CLIP checkpoint, a list of data sets and what recipes change for them. A suite is data, one JSON
 * file; nothing in the code asks for its name.
 */
export interface Suite {
  readonly name: string;
  readonly about: string;
  /** True where its files are brought by users: checks of everything pass it over. */
  readonly optional: boolean;
  readonly model: {
    /** Absolute path of the safetensors file; its SHA-256 stands in `<weights>.sha256` beside it. */
    readonly weights: string;
    /** Name of a bundled architecture, or absolute path of an architecture's JSON. */
    readonly architecture: string;
    /** The command that restores the weights. */
    readonly restore: string;
    /** Factor on the logit scale of the weights. */
    readonly logitScaleFactor: number;
  };
  /** Other models, or other logit scales, by name: `world+icons-b` is the suite `world` with its variant `icons-b`. */
  readonly variants: Readonly<Record<string, SuiteVariant>>;
  /** Prompt template; `{}` stands for the class name. */
  readonly template: string;
  /** Prompts of data sets that have their own. */
  readonly templates: Readonly<Record<string, string>>;
  readonly datasets: {
    readonly format: DatasetFormat;
    /**
     * Absolute folder of the data sets; formats that bring their own data ignore it. An environment
     * variable that the file names (`rootVariable`) goes before the file's `root`.
     */
    readonly root: string;
    /** How the few shots are drawn; `seeded` by default. */
    readonly sampling: Sampling;
    readonly names: readonly string[];
    /** Data sets of each kind, for analyses by kind; each data set is of one kind at most. */
    readonly kinds: DatasetKinds;
    /** The command that restores the data. */
    readonly restore: string;
  };
  /** Options that differ from the tuners' own defaults. */
  readonly recipes: Options;
}
