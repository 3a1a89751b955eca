import * as v from "valibot";
import {
  fields,
  finiteNumber,
  FLAG,
  list,
  TEXT,
  wholeNumber,
  type Infer,
} from "../../files/json/schema";

/** The weight of a term of the loss, such as the λ of DOR or of KgCoOp. */
const EXPLORER_WEIGHT = fields({
  /** `dor.lambda` */
  option: TEXT,
  /** `DOR` */
  owner: TEXT,
  value: finiteNumber(),
});

const EXPLORER_METHOD = fields({
  /** For instance `coop+dor[dor.lambda=2]`. */
  id: TEXT,
  title: TEXT,
  /** The same without its weights: `coop+dor`. Methods of one family differ in their weights only. */
  family: TEXT,
  familyTitle: TEXT,
  weights: list(EXPLORER_WEIGHT),
  /** Whether all weights are those of the recipe. */
  standard: FLAG,
});

const EXPLORER_SET = fields({
  /** Its first record among `cells`, and their number. */
  first: wholeNumber(),
  records: wholeNumber(),
  /** Feature divergence; null where the text features are not known. */
  fd: v.nullable(finiteNumber()),
});

const EXPLORER_RUN = fields({
  dataset: wholeNumber(),
  method: wholeNumber(),
  seed: wholeNumber(),
  base: EXPLORER_SET,
  new: EXPLORER_SET,
});

/** What the explorer's page holds, which its script checks. */
export const EXPLORER_DATA = fields({
  suite: TEXT,
  datasets: list(TEXT),
  methods: list(EXPLORER_METHOD),
  runs: list(EXPLORER_RUN),
  /** Fields of the `CellCounts` of all class sets one after the other, as base64 of little-endian arrays. */
  cells: fields({ cell: TEXT, n: TEXT, right: TEXT, offset: TEXT }),
});

/** What the explorer's page holds: every run's predictions, counted by confidence. */
export type ExplorerData = Infer<typeof EXPLORER_DATA>;
/** A method with the values of its weights. */
export type ExplorerMethod = Infer<typeof EXPLORER_METHOD>;
/** One run; data set and method are indices. */
export type ExplorerRun = Infer<typeof EXPLORER_RUN>;
/** One test of a run. */
export type ExplorerSet = Infer<typeof EXPLORER_SET>;
