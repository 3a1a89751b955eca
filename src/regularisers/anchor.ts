import { tf } from "../engine/tf";
import { number } from "../methods/option";
import { templateText } from "../methods/template-text";
import { anchorLoss } from "../methods/text/anchor-loss";
import { constantTerm } from "./constant-term";
import { defineRegulariser } from "./definition";

/** KgCoOp's own term on any method: w * (1 - mean_c cos(t_c, f_c)), f_c zero-shot (Yao et al. 2023). */
export const anchor = defineRegulariser({
  name: "anchor",
  title: "anchor",
  about:
    "KgCoOp's distance to the zero-shot text features, for any method (Yao et al. 2023)",
  actsOn: "classes",
  options: { w: number(8, "weight", { symbol: "λ" }) },
  make: ({ setting }, { w }) => {
    const frozen = templateText(setting);
    return constantTerm(
      {
        kind: "classes",
        name: "anchor",
        loss: ({ text }) => tf.mul(anchorLoss(text, frozen), w),
      },
      () => frozen.dispose(),
    );
  },
});
