/**
 * A process that measures one thing and ends: its peak memory is that of the method alone. It is sent a
 * `MeasureRequest` and sends a `MeasureAnswer`.
 */
import { errorText } from "../../../files/system-error";
import { loadedModel } from "../../suites/loaded-suite";
import { suiteNamed } from "../../suites/suite";
import { measureEncoding, measureMethod } from "./measure-method";
import type { MeasureAnswer, MeasureRequest } from "./measure";

async function answer({ spec, on }: MeasureRequest): Promise<MeasureAnswer> {
  try {
    const suite = suiteNamed(spec.suite);
    const model = await loadedModel(suite);
    if (on === undefined) {
      return { encoding: measureEncoding(suite, spec.dataset, model) };
    }
    return { method: await measureMethod(spec, suite, model, on) };
  } catch (error) {
    return { failed: errorText(error) };
  }
}

process.once("message", (request: MeasureRequest) => {
  void answer(request).then((found) => process.send!(found, () => process.exit(0)));
});
