import { PromptcalError } from "../../../src/errors/promptcal-error";
import { BrokenPromise } from "./target";

/** What can be wrong with the reading of one input. */
export type Fault =
  | "crash"
  | "hang"
  | "memory"
  | "foreign error"
  | "message"
  | "broken promise"
  | "file outside"
  | "executed code";

/** A fault and what is known of it. */
export interface Finding {
  readonly target: string;
  readonly seed: number;
  readonly index: number;
  readonly fault: Fault;
  readonly detail: string;
}

const MAX_MESSAGE_LENGTH = 3500;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Judges what a reader threw: one of our errors, in one line without control characters, of bounded
 * length, which names the file, and says what was expected and what came or, for an event, what to do.
 * @returns undefined where nothing is wrong
 */
export function faultOfError(
  error: unknown,
  where: string,
): Pick<Finding, "fault" | "detail"> | undefined {
  if (error instanceof BrokenPromise)
    return { fault: "broken promise", detail: error.message };
  if (!(error instanceof PromptcalError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { fault: "foreign error", detail: stack };
  }
  const { message } = error;
  const problems = [
    message.includes(where) ? "" : `does not name ${where}`,
    /expected .*\bgot\b|unknown .*Valid:|; \w/s.test(message)
      ? ""
      : "lacks expected and got, or a sentence's way out",
    CONTROL.test(message) ? "has control characters" : "",
    message.length > MAX_MESSAGE_LENGTH ? `has ${message.length} characters` : "",
  ].filter((problem) => problem !== "");
  if (problems.length === 0) return undefined;
  const stack = (error.stack ?? "").slice(message.length);
  const detail = `${problems.join(", ")}: ${JSON.stringify(message.slice(0, 400))}\n${stack}`;
  return { fault: "message", detail };
}

/** What findings of the same cause have in common: the fault, and where in src it arose. */
export function signature({ target, fault, detail }: Finding): string {
  const frame =
    /src\/(?!errors\/)[\w/.-]+\.ts:\d+/.exec(detail)?.[0] ?? detail.split("\n")[0]!;
  return `${target}: ${fault} at ${frame.replace(/\d{3,}/g, "N").slice(0, 200)}`;
}
