import { PromptcalError } from "../../src/errors/promptcal-error";
import type { SubjectProcess } from "./subject-process";
import { TURNS } from "./turns";

/**
 * Has all subjects do their work in turns, each as often as the others.
 * @param start begins a subject's process, which is then ready for its first turn
 * @param failed told of each subject that does not get to its end
 * @returns those that do
 */
export async function takeAllTurns<S>(
  subjects: readonly S[],
  start: (subject: S) => Promise<SubjectProcess>,
  failed: (subject: S, error: PromptcalError) => void,
): Promise<S[]> {
  const started = new Map<S, SubjectProcess>();
  const orFail = async (subject: S, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof PromptcalError)) throw error;
      started.delete(subject);
      failed(subject, error);
    }
  };
  for (const subject of subjects) {
    await orFail(subject, async () => {
      started.set(subject, await start(subject));
    });
  }
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [subject, process] of started) await orFail(subject, () => process.turn());
  }
  for (const [subject, process] of started) await orFail(subject, () => process.finish());
  return [...started.keys()];
}
