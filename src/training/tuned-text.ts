import { sha256 } from "../files/hash";
import { canonicalHash } from "../files/json/canonical-json";
import type { ClassTerm, Tuner, TunerSetting } from "../methods/tuner";
import { hostValues, parameterTensors } from "./host-values";
import { imagesOf } from "./image-shape";
import type { TrainState } from "./train-state";

/** A tuner with its setting and the training images that some text features depend on. */
export interface TunedTuner {
  readonly tuner: Tuner;
  readonly setting: TunerSetting;
  /** Of the kind that the tuner sees, flat; undefined where batches are read when they come. */
  readonly trainImages: Float32Array | undefined;
  /** A regulariser's, for tuning at test time; none by default. */
  readonly testTerms?: readonly ClassTerm[];
}

/**
 * Tuned text features at the latest values of the parameters, each list of names passed through the text tower once: the
 * measures after the last epoch, the predictions and the stored features are all of the same.
 */
export class TunedText {
  private hash = "";
  private readonly known = new Map<string, Float32Array>();

  constructor(private readonly owner: TunedTuner) {}

  /** Unit features, flat [names, embed]; where they depend on images, for the training images' mean. */
  at(values: TrainState["parameters"], names: readonly string[]): Float32Array {
    const hash = parametersHash(values);
    if (hash !== this.hash) this.known.clear();
    this.hash = hash;
    const key = JSON.stringify(names);
    const features = this.known.get(key) ?? this.computed(values, names);
    this.known.set(key, features);
    return features;
  }

  private computed(
    values: TrainState["parameters"],
    names: readonly string[],
  ): Float32Array {
    const { tuner, setting, trainImages } = this.owner;
    return hostValues(() => {
      const parameters = parameterTensors(values);
      const isOfImages = tuner.hasTextOfEachImage === true && trainImages !== undefined;
      const images = isOfImages ? [imagesOf(trainImages, tuner, setting.model)] : [];
      return tuner.textFeatures(parameters, names, ...images);
    });
  }
}

/** Hash of all values of the parameters, in hex. */
export function parametersHash(values: TrainState["parameters"]): string {
  return canonicalHash(
    Object.entries(values).map(([name, { data }]) => [name, hashOfValues(data)]),
  );
}

function hashOfValues({ buffer, byteOffset, byteLength }: Float32Array): string {
  return sha256(new Uint8Array(buffer, byteOffset, byteLength));
}
