import { mismatch } from "./errors";

/**
 * One line of a file of JSON lines. What it holds is the caller's to check.
 * @param what names the kind of line, `where` file and line number, for errors
 * @param fix how to mend a bad line, if something can be said
 * @throws PromptcalError when the line is not JSON
 */
export function parseJsonLine(
  line: string,
  what: string,
  where: string,
  fix?: string,
): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    const got = (error as Error).message;
    throw mismatch({
      what,
      expected: "JSON",
      got,
      where,
      ...(fix === undefined ? {} : { fix }),
    });
  }
}
