/** Whether an error says that an AbortSignal was raised: the user stopped the work. */
export function isInterruption(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
