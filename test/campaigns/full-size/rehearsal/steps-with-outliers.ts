import { atClasses } from "../../../../src/experiments/sweep/forecast/at-classes";
import type { MeasuredMethod } from "../../../../src/experiments/sweep/forecast/measurements";

/** Tuning steps of a method on the data set with the most classes. */
export interface LargestSteps {
  readonly classes: number;
  /** Steps that it took. */
  readonly steps: number;
  /** Processor seconds of all of them and of what the first prepares. */
  readonly tuning: number;
}

type Methods = Readonly<Record<string, readonly MeasuredMethod[]>>;

/**
 * Adds to each method with outliers a step with the most classes. It takes as much longer than the method's alone as
 * the two tuned longer or shorter on that data set; both prepare the same. The line through the rehearsed data sets does
 * not tell it: outliers take most of a step with few classes, so that its growth drowns in what a repetition changes.
 */
export function withOutlierSteps(
  methods: Methods,
  largest: (method: string) => LargestSteps | undefined,
): Methods {
  return Object.fromEntries(
    Object.entries(methods).map(([name, measured]) => {
      const alone = name.split("+")[0]!;
      const [own, plain] = [largest(name), largest(alone)];
      const known = methods[alone];
      if (name === alone || known === undefined || !own || !plain) return [name, measured];
      const { classes } = own;
      // Rehearsed with as many, so that nothing is taken further.
      if (measured.at(-1)!.classes >= classes) return [name, measured];
      const more = Math.max(0, own.tuning / own.steps - plain.tuning / plain.steps);
      const at = (quantity: "prediction" | "image" | "parameterBytes"): number =>
        atClasses(measured, quantity, classes);
      const added: MeasuredMethod = {
        classes,
        step: atClasses(known, "step", classes) + more,
        prediction: at("prediction"),
        image: at("image"),
        parameterBytes: at("parameterBytes"),
        // Memory is measured, and kept apart.
        peakBytes: 0,
      };
      return [name, [...measured, added]];
    }),
  );
}
