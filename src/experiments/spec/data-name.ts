/** What a data set's or suite's name is, for errors. */
export const DATA_NAME =
  'a name of at most 100 characters that begins with none of space . - and has none of / \\ : * ? " < > | , ;';

/**
 * Whether a text can name a data set or a suite. Both are names of folders and files, of any script, with spaces;
 * left out is what no file system or list between commas takes.
 */
export function isDataName(value: unknown): value is string {
  return typeof value === "string" && value.length <= 100 && NAME.test(value);
}

const NAME =
  /^(?![ .-])[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069/\\:*?"<>|,;]+(?<![ .])$/u;
