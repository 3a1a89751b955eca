import type { VariantKind } from "../suites/suite-variants";

/** Runs of some methods with some options; a preset is a list of these. */
export interface PresetPart {
  /** Number of data sets of the suite, the first ones, so that none is picked by its results; default all. */
  readonly datasets?: number;
  /** Only the last of these, the smallest where the suite names its largest first; default no. */
  readonly lastOnly?: boolean;
  /** 1, 2, 3 by default. */
  readonly seeds?: readonly number[];
  readonly tuners: readonly string[];
  readonly regularisers: readonly string[];
  /** Tested under the covariate shifts of the data sets, in the suite `…+shifts`; default no. */
  readonly shifted?: boolean;
  /** On every variant of the suite of this kind, instead of on the suite itself. */
  readonly variants?: VariantKind;
  /** Options that this part varies, as the command line gives them. */
  readonly vary?: Readonly<Record<string, string>>;
}

/** On which data sets, and with which seeds. */
type Range = Pick<PresetPart, "datasets" | "lastOnly" | "seeds">;

const BOTH = ["none", "dor"];

/** The methods of the paper's story. */
export function core(range: Range): readonly PresetPart[] {
  return [{ ...range, tuners: ["zeroshot", "coop", "kgcoop"], regularisers: BOTH }];
}

/** Methods that the short plan leaves out for their time; on the one data set that they would have there they decide no claim. */
export const COSTLY = [
  "cocoop",
  "promptsrc",
  "coprompt",
  "ivlp",
  "prograd",
  "proda",
] as const;

/**
 * The other methods of the paper's tables, without and with DOR, and those that DOR does not act on.
 * @param without these; none by default
 */
export function tables(
  range: Range,
  without: readonly string[] = [],
): readonly PresetPart[] {
  const all = [
    ...[
      "cocoop",
      "maple",
      "dept",
      "tcp",
      "promptsrc",
      "coprompt",
      "ivlp",
      "prograd",
      "proda",
    ].map((tuner) => ({ ...range, tuners: [tuner], regularisers: BOTH })),
    ...["taskres", "clip-adapter", "tip-adapter", "tip-adapter-f", "vpt"].map((tuner) => ({
      ...range,
      tuners: [tuner],
      regularisers: ["none"],
    })),
  ];
  return all.filter(({ tuners }) => !tuners.some((tuner) => without.includes(tuner)));
}

/** Which words DOR holds; `near` is the core's. */
export function outliers(range: Range): readonly PresetPart[] {
  return ["far", "random", "near-max", "oracle"].map((choice) => ({
    ...range,
    tuners: ["coop"],
    regularisers: ["dor"],
    vary: { "dor.choice": choice },
  }));
}

/** CoOp's start, for a method that starts from words. */
const RANDOM_START = { ctx_init: "null", n_ctx: "16" };

/**
 * How strongly KgCoOp is held to the template prompts, from its own start, where 0 is CoOp from words, and from
 * CoOp's, where 0 is CoOp.
 */
export function pull(range: Range): readonly PresetPart[] {
  return [
    ...["0", "0.5", "1", "2", "4", "16", "32"].map((w) => ({ w })),
    RANDOM_START,
    ...["0.5", "2", "32"].map((w) => ({ ...RANDOM_START, w })),
  ].map((vary) => ({ ...range, tuners: ["kgcoop"], regularisers: ["none"], vary }));
}

/** Weights of DOR, besides the recipe's 8. */
export const DOR_WEIGHTS = ["0.25", "0.5", "1", "2", "4", "16"] as const;

/** Values besides the defaults, one option at a time. */
const VARIED_DOR: Readonly<Record<string, readonly string[]>> = {
  "dor.candidates": ["50", "500", "1500", "15000"],
  "dor.batch": ["2", "8", "128"],
  "dor.resample": ["epoch"],
};
const VARIED: Readonly<Record<string, readonly string[]>> = {
  shots: ["1", "2", "4", "8"],
  n_ctx: ["4", "8"],
};

/** The first three data sets. */
export const THREE = { datasets: 3 };

/**
 * What the settings that were taken as they are might hide: the weight of DOR on all data sets, since claims on the
 * trade-off depend on it, the rest on the first three.
 */
export function sensitivity(range: Range): readonly PresetPart[] {
  const coop = (
    of: Range,
    regularisers: readonly string[],
    varied: Readonly<Record<string, readonly string[]>>,
  ): readonly PresetPart[] =>
    Object.entries(varied).flatMap(([option, values]) =>
      values.map((value) => ({
        ...of,
        tuners: ["coop"],
        regularisers,
        vary: { [option]: value },
      })),
    );
  const three = { ...range, ...THREE };
  return [
    ...coop(range, ["dor"], { "dor.lambda": DOR_WEIGHTS }),
    ...coop(three, ["dor"], VARIED_DOR),
    ...coop(three, BOTH, VARIED),
    {
      ...three,
      tuners: ["coop"],
      regularisers: ["none"],
      vary: { n_ctx: "4", ctx_init: "a photo of a" },
    },
  ];
}

/**
 * The method of the paper's Table 3 whose stored text features do not say all: it tunes the image tower too, and
 * is tested under shift itself.
 */
export function shift(range: Range): readonly PresetPart[] {
  return [{ ...range, tuners: ["maple"], regularisers: BOTH, shifted: true }];
}

/** Weights of the baseline regularisers along which their trade-off is drawn, besides their defaults. */
export const BASELINE_WEIGHTS: Readonly<Record<string, readonly string[]>> = {
  "anchor.w": ["1", "2", "32"],
  "tcpt.moments": ["0.5", "20", "100"],
  "mbls.alpha": ["0.02", "0.5", "2"],
  "range.lambda": ["1", "3", "30"],
};

/** CoOp with the regularisers that DOR is compared with, along their weights. */
export function baselines(range: Range): readonly PresetPart[] {
  const part = (regulariser: string): PresetPart => ({
    ...range,
    tuners: ["coop"],
    regularisers: [regulariser],
  });
  const names = Object.keys(BASELINE_WEIGHTS).map((option) => option.split(".")[0]!);
  return [
    ...[...names, "rescale"].map(part),
    ...Object.entries(BASELINE_WEIGHTS).flatMap(([option, values]) =>
      values.map((value) => ({
        ...part(option.split(".")[0]!),
        vary: { [option]: value },
      })),
    ),
  ];
}

/** Methods that tune the image side, without and with image outliers. */
export function visual(range: Range): readonly PresetPart[] {
  return ["vpt", "clip-adapter"].map((tuner) => ({
    ...range,
    tuners: [tuner],
    regularisers: ["none", "dor-image"],
  }));
}

/** The story on every further model of the suite. */
export function models(range: Range): readonly PresetPart[] {
  return core(range).map((part) => ({ ...part, variants: "models" }));
}

/**
 * The other methods that claims compare and that the first model alone had left undecided, on every further model:
 * CoCoOp, MaPLe and VPT without and with outliers, and two choices of DOR's words.
 */
export function openClaims(range: Range): readonly PresetPart[] {
  const parts: readonly PresetPart[] = [
    ...tables(range).filter(({ tuners }) =>
      tuners.some((tuner) => tuner === "cocoop" || tuner === "maple"),
    ),
    ...visual(range).filter(({ tuners }) => tuners.includes("vpt")),
    ...outliers(range).filter(({ vary }) =>
      ["far", "random"].includes(vary!["dor.choice"]!),
    ),
  ];
  return parts.map((part) => ({ ...part, variants: "models" }));
}

/**
 * The story at other logit scales, and on a model that was trained without raising it: what depends on the value at
 * which the scale was fixed, and on how the model came to it.
 */
export function scales(range: Range): readonly PresetPart[] {
  const kinds: readonly VariantKind[] = ["scales", "controls"];
  return kinds.flatMap((variants) => core(range).map((part) => ({ ...part, variants })));
}

/**
 * Methods that tune on each test image, from words and from the contexts that CoOp learned. They are tested on a sample
 * of the images.
 */
export function testtime(range: Range): readonly PresetPart[] {
  const none = { ...range, tuners: ["tpt"], regularisers: ["none"] };
  return [
    { ...none, tuners: ["zeroshot"] },
    { ...none, regularisers: ["none", "dispersion", "orthogonal", "huber", "angle"] },
    {
      ...none,
      regularisers: ["orthogonal"],
      vary: { "orthogonal.form": "paper", "orthogonal.lambda": "2" },
    },
    ...["coop", "coop+dor"].map((start) => ({ ...none, vary: { start } })),
  ];
}
