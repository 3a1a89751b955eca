/** Exit code of an interrupted command: 128 + SIGINT, as shells have it. */
export const INTERRUPTED = 130;

/** Exit code "continue me": stopped by a signal, what is done is saved (EX_TEMPFAIL of sysexits). */
export const CONTINUE_ME = 75;

/** Exit code where runs of the plan are missing. */
export const MISSING_RUNS = 3;
