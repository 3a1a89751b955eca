import type { Scalar, Tensor2D } from "../engine/tf";
import type { OptionDefinitions, OptionValues } from "../methods/option";
import { constantTerm } from "./constant-term";
import { defineRegulariser, type RegulariserDefinition } from "./definition";

/** A regulariser that is a function of the classes' text features. */
export interface TextRegulariser<D extends OptionDefinitions> extends Pick<
  RegulariserDefinition<D>,
  "name" | "title" | "about" | "options"
> {
  /** @param text unit features, shape [classes, embed]; the result is weighted */
  loss(text: Tensor2D, options: OptionValues<D>): Scalar;
}

/** Defines a regulariser of the text features alone; it acts in training and at test time. */
export function defineTextRegulariser<D extends OptionDefinitions>({
  loss,
  ...definition
}: TextRegulariser<D>): RegulariserDefinition<D> {
  return defineRegulariser({
    ...definition,
    actsOn: "text",
    make: (_, options) =>
      constantTerm({
        kind: "classes",
        name: definition.name,
        loss: ({ text }) => loss(text, options),
      }),
  });
}
