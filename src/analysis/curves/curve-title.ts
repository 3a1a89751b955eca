import { methodParts, methodTitle, methodWith, plainMethod, type Method } from "../methods";

/**
 * Name of a curve for tables: the method of its last point, with the options that all points of that method share.
 * @param methods along the curve; a start of another name, such as CoOp's, may come first
 * @example
 * curveTitle(["coop", "coop+dor[dor.lambda=4]", "coop+dor"]); // => "CoOp+DOR"
 */
export function curveTitle(methods: readonly Method[]): string {
  const plain = plainMethod(methods.at(-1)!);
  const options = methods
    .filter((method) => plainMethod(method) === plain)
    .map((method) => methodParts(method).changed);
  const shared = Object.entries(options[0]!).filter(([name, value]) =>
    options.every((changed) => changed[name] === value),
  );
  return methodTitle(methodWith(plain, Object.fromEntries(shared)));
}
