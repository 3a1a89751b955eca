import type { Term } from "../methods/tuner";
import type { MadeRegulariser } from "./definition";

/** A regulariser whose term is the same in every step. @param dispose frees what the term holds */
export function constantTerm(
  term: Term,
  dispose: () => void = () => undefined,
): MadeRegulariser {
  return { name: term.name, prepare: () => undefined, draw: () => term, dispose };
}
