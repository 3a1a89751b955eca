/** The bundled tuners, as text: a cell is offered them as it is typed. */
export type TunerName =
  | "zeroshot"
  | "coop"
  | "cocoop"
  | "maple"
  | "kgcoop"
  | "dept"
  | "tcp"
  | "promptsrc"
  | "coprompt"
  | "prograd"
  | "proda"
  | "ivlp"
  | "vpt"
  | "clip-adapter"
  | "taskres"
  | "tip-adapter"
  | "tip-adapter-f"
  | "tpt";

/** A tuner alone or with DOR, the regulariser of the story; `string & {}` keeps these apart from any other text. */
export type MethodName = TunerName | `${TunerName}+dor` | (string & {});
