import { dominates } from "../../../analysis/inequality";
import { DOR_WEIGHTS } from "../../../analysis/planned-weights";
import { methodWith, type Method } from "../../../analysis/methods";
import type { Claim } from "./claim";

/**
 * Our questions on the trade-off between base and new classes: whether DOR leaves it, as the paper says, along the
 * whole range of its weight instead of at one value. Both curves have equally many weights, because more weights can
 * only add to an area.
 */
export const claimsOfTheTradeOff: readonly Claim[] = [
  {
    id: "C22",
    sentence:
      "DOR leaves the trade-off between base and new classes: along its weight, CoOp's curve of ECE on base against ECE on new " +
      "classes lies below and to the left of KgCoOp's.",
    level: "must",
    ours: true,
    statements: [
      dominates(
        ["coop", ...curve("coop+dor", "dor.lambda", DOR_WEIGHTS, "16")],
        curve("kgcoop", "w", ["0", "0.5", "1", "2", "4", "16", "32"], "16"),
      ),
    ],
    otherwise:
      "The curves do not start at the same place: CoOp's context starts from random vectors, KgCoOp's from words, and words alone " +
      "lower the error on new classes. C22b removes this difference. The weights end at 16 and 32.",
  },
  {
    id: "C22b",
    sentence:
      "DOR leaves the trade-off against KgCoOp from CoOp's random start, too, where both curves begin at CoOp.",
    level: "weak",
    ours: true,
    statements: [
      dominates(
        ["coop", ...curve("coop+dor", "dor.lambda", ["0.5", "2", "16"], "16")],
        [
          "coop",
          ...["0.5", "2"].map((w) => fromRandom({ w })),
          fromRandom({}),
          fromRandom({ w: "32" }),
        ],
      ),
    ],
    otherwise:
      "With the same start, KgCoOp's term acts on the base classes that are tested, DOR's on words near them.",
  },
];

/** The methods along a weight, by rising value, with the recipe's own before the value `next`. */
function curve(
  method: Method,
  option: string,
  values: readonly string[],
  next: string,
): readonly Method[] {
  return values.flatMap((value) => {
    const point = methodWith(method, { [option]: value });
    return value === next ? [method, point] : [point];
  });
}

/** KgCoOp from CoOp's start. */
function fromRandom(changed: Readonly<Record<string, string>>): Method {
  return methodWith("kgcoop", { ctx_init: "null", n_ctx: "16", ...changed });
}
