import { methodParts, plainMethod, type Method } from "../methods";

/** An option that varies while the rest of a method stays. */
export interface VariedOption {
  /** For instance `dor.lambda`. */
  readonly option: string;
  /** The option's value in runs that do not name it. */
  readonly standard: string;
}

/** A method with its value of the option. */
export interface OptionVariant {
  readonly method: Method;
  readonly value: string;
}

/**
 * Those methods that are one of `plain` with the option alone varied, or at its standard; in the order given.
 * @param plain without options, for instance `coop+dor`
 */
export function optionVariants(
  methods: readonly Method[],
  plain: readonly Method[],
  { option, standard }: VariedOption,
): readonly OptionVariant[] {
  return methods.flatMap((method) => {
    if (!plain.includes(plainMethod(method))) return [];
    const { changed } = methodParts(method);
    const names = Object.keys(changed);
    if (names.length === 0) return [{ method, value: standard }];
    const isAlone = names.length === 1 && names[0] === option;
    return isAlone ? [{ method, value: changed[option]! }] : [];
  });
}
