import { InvalidArgumentError } from "commander";
import { parseSetting, type Setting } from "../experiments/spec/options";

/** `a,b,c` as a list without empty entries. */
export function list(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => name === "")) {
    throw new InvalidArgumentError("expected names separated by commas");
  }
  return names;
}

/** `label=gold,confidence=p_max` as the file's name of each thing. */
export function columnNames(text: string): Readonly<Record<string, string>> {
  const pairs = list(text).map((part) => part.split("="));
  const wrong = pairs.find((pair) => pair.length !== 2 || pair.includes(""));
  if (wrong !== undefined) {
    throw new InvalidArgumentError("expected pairs such as label=gold");
  }
  return Object.fromEntries(pairs as [string, string][]);
}

/** A whole number of at least `least`. */
export function wholeNumber(min: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(number) && number >= min) return number;
    throw new InvalidArgumentError(`expected a whole number of at least ${min}`);
  };
}

/** `1,2,3` as whole numbers from 0. */
export function wholeNumbers(text: string): number[] {
  return list(text).map(wholeNumber(0));
}

/** `8h`, `90m`, `1.5h` or `45s` in seconds. */
export function duration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?(h|m|min|s)$/.exec(text.trim()) ?? [];
  const seconds = { h: 3600, m: 60, min: 60, s: 1 }[unit ?? ""] ?? NaN;
  if (Number(number) * seconds > 0) return Number(number) * seconds;
  throw new InvalidArgumentError("expected a time, for instance 8h, 90m or 45s");
}

/** Collects `--set name=value`, which may be given many times. */
export function addSetting(text: string, before: readonly Setting[]): Setting[] {
  return [...before, parseSetting(text)];
}
