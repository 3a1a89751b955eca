import { randomInteger, type Random } from "../../../src/random/random";
import { chance, mutateBytes, pick } from "./bytes";

/** A value to write as it is, where JSON.stringify would not write it. */
class Literal {
  constructor(readonly text: string) {}
}

/** What readers of JSON stumble over. */
const HOSTILE: readonly unknown[] = [
  ...[null, true, false, 0, 1, -1, 0.5, -0.5, 1e21, 2 ** 31, 2 ** 53, "", " ", "0", "NaN"],
  ...[[], {}, [[]], [null], { toString: 1, valueOf: 1 }, { length: -1 }, { length: 1e9 }],
  ...["__proto__", "constructor", "toString", "../../x", "/etc/passwd", "a/../../b", "."],
  ...["\u0000", "\u001b[2J", "line\nbreak", "\ud800", "x".repeat(3000), "{}", "=1+1"],
  ...["1e999", "-0", "1e-999", "123456789012345678901234567890"].map(literal),
  literal('{"__proto__":{"polluted":1},"a":1}'),
  literal('{"a":1,"a":2}'),
];
/** Deeper than a recursive reader's stack; rare, because long. */
const DEEP = [
  `${"[".repeat(20_000)}${"]".repeat(20_000)}`,
  `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`,
].map(literal);

function literal(text: string): Literal {
  return new Literal(text);
}

/** Any hostile JSON value. */
export function hostileValue(random: Random): unknown {
  // A copy, because what was put somewhere can be changed there.
  return copy(chance(0.01, random) ? pick(DEEP, random) : pick(HOSTILE, random));
}

/** The text of a JSON value after one to a few changes of its structure, and rarely of its bytes. */
export function mutateJson(value: unknown, random: Random): string {
  const root = { value: copy(value) };
  do mutateOnce(root, random);
  while (chance(0.3, random));
  const text = jsonText(root.value);
  return chance(0.15, random) ? mutateBytes(Buffer.from(text), random).toString() : text;
}

/** JSON.stringify that writes hostile values as they are. */
export function jsonText(value: unknown): string {
  if (value instanceof Literal) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).map(
    ([key, field]) => `${JSON.stringify(key)}:${jsonText(field)}`,
  );
  return `{${fields.join(",")}}`;
}

/** An object or a list; its values by key or index. */
type Container = Record<string | number, unknown>;

function mutateOnce(root: Container, random: Random): void {
  const places = placesIn(root);
  const [container, key] = pick(places, random);
  const [other, otherKey] = pick(places, random);
  const action = randomInteger(8, random);
  if (action < 3) container[key] = hostileValue(random);
  else if (action === 3) container[key] = copy(other[otherKey]);
  else if (action === 4) near(container, key, random);
  else if (action === 5) remove(container, key);
  else if (action === 6) add(container[key], random);
  else wrap(container, key, random);
}

/** Every place of the tree but the top, as container and key; at most a few hundred. */
function placesIn(root: Container): [Container, string | number][] {
  const places: [Container, string | number][] = [];
  const open: Container[] = [root];
  for (let at = 0; at < open.length && places.length < 400; at++) {
    const container = open[at]!;
    const keys = Array.isArray(container) ? [...container.keys()] : Object.keys(container);
    for (const key of keys) {
      places.push([container, key]);
      const value = container[key];
      if (typeof value === "object" && value !== null && !(value instanceof Literal))
        open.push(value as Container);
    }
  }
  return places;
}

/** A value like the one that is there, but not the same. */
function near(container: Container, key: string | number, random: Random): void {
  const value = container[key];
  if (typeof value === "number")
    container[key] = pick([value + 1, -value, value / 2], random);
  else if (typeof value === "string")
    container[key] = mutateBytes(Buffer.from(value), random).toString();
  else container[key] = typeof value === "boolean" ? !value : hostileValue(random);
}

function remove(container: Container, key: string | number): void {
  if (Array.isArray(container)) container.splice(Number(key), 1);
  else if (key !== "value") delete container[key];
}

function add(value: unknown, random: Random): void {
  if (Array.isArray(value)) value.push(hostileValue(random));
  else if (typeof value === "object" && value !== null && !(value instanceof Literal)) {
    const key = pick(["__proto__", "toString", "", "extra", "length"], random);
    Object.defineProperty(value, key, {
      value: hostileValue(random),
      ...{ enumerable: true, configurable: true, writable: true },
    });
  }
}

function wrap(container: Container, key: string | number, random: Random): void {
  const value = container[key];
  container[key] = pick([[value], { value }, JSON.stringify(value) ?? null], random);
}

function copy(value: unknown): unknown {
  if (value instanceof Literal || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, copy(v)]));
}
