/** One line of a naming's table. `{n}` stands for the number of a layer, in both names. */
export interface Row {
  /** OpenAI's name. */
  readonly to: string;
  /** Names in the other naming; several are stacked along the first axis. */
  readonly from: readonly string[];
  /** Whether the other naming stores a matrix the other way round. */
  readonly transposed?: boolean;
}

/** Names of CLIP's parameters in a family of checkpoints. */
export interface Naming {
  readonly name: string;
  /** A tensor that every checkpoint of this naming has, and none of the namings that are asked later. */
  readonly mark: string;
  /** First words of the names of all parts of CLIP; a tensor of another name is no part of it. */
  readonly parts: readonly string[];
  /** What is called or stored otherwise than in OpenAI's naming; the rest keeps its name. */
  readonly rows: readonly Row[];
  /** Buffers that are no weights. */
  readonly ignored: readonly string[];
}
