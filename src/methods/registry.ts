import { oneOf } from "../errors/promptcal-error";
import type { TunerDefinition } from "./definition";
import { clipAdapter } from "./heads/clip-adapter";
import { tipAdapter, tipAdapterF } from "./heads/tip-adapter";
import { zeroShot } from "./heads/zero-shot";
import { coPrompt } from "./joint/coprompt";
import { ivlp } from "./joint/ivlp";
import { maple } from "./joint/maple";
import { promptSrc } from "./joint/promptsrc";
import { vpt } from "./joint/vpt";
import { ownDefinitions } from "./own-methods";
import { tpt } from "./test-time/tpt";
import { cocoop } from "./text/cocoop";
import { coop } from "./text/coop";
import { dept } from "./text/dept";
import { kgcoop } from "./text/kgcoop";
import { proda } from "./text/proda";
import { prograd } from "./text/prograd";
import { taskres } from "./text/taskres";
import { tcp } from "./text/tcp";

/** The built-in methods in the order of tables: text prompts, joint prompts, fixed features, then test time. */
const BUILT_IN: readonly TunerDefinition[] = [
  zeroShot,
  coop,
  cocoop,
  maple,
  kgcoop,
  dept,
  tcp,
  promptSrc,
  coPrompt,
  prograd,
  proda,
  ivlp,
  vpt,
  clipAdapter,
  taskres,
  tipAdapter,
  tipAdapterF,
  tpt,
];

/** All tuning methods in the order of tables, one's own behind the built-in ones. */
export function tuners(): readonly TunerDefinition[] {
  return ownDefinitions("tuner", BUILT_IN);
}

/** Their names. */
export function tunerNames(): readonly string[] {
  return tuners().map(({ name }) => name);
}

/** A tuning method by name. @throws PromptcalError with the valid names and the nearest match */
export function tunerNamed(name: string): TunerDefinition {
  oneOf(name, tunerNames(), "tuner");
  return tuners().find((definition) => definition.name === name)!;
}

/** Whether a tuner is trained for some epochs. */
export function hasEpochs(tuner: string): boolean {
  return Object.hasOwn(tunerNamed(tuner).options, "epochs");
}
