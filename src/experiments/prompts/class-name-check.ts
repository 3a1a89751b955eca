import type { CheckpointTensors } from "../../encoders/checkpoints/checkpoint-tensors";
import { promptName } from "../../encoders/prompts/prompt-templates";
import { tokenDecoder } from "../../encoders/tokens/decode";
import type { Tokenizer } from "../../encoders/tokens/tokenizer";
import type { ClipModel } from "../../encoders/towers/clip-model";
import { tf, type Tensor2D } from "../../engine/tf";
import { firstFew } from "../../errors/first-few";
import { eventError } from "../../errors/promptcal-error";

/** What the class names of a checkpoint are compared with. */
export interface ClassNameRequest {
  readonly tensors: CheckpointTensors;
  /** Names that the file states, where it does. */
  readonly savedNames: readonly string[] | undefined;
  readonly model: ClipModel;
  readonly tokenizer: Tokenizer;
  /** Base classes of the data set. */
  readonly classNames: readonly string[];
  readonly dataset: string;
  /** The file, for errors. */
  readonly where: string;
}

/** Embeddings of the tokens behind the context: the name, `.`, the end token, padding. */
const SUFFIX = "prompt_learner.token_suffix";
/** Most fixed tokens between context and name: more words than any `ctx_init` has. */
const MAX_LEAD = 16;
/** Embeddings are saved in half precision, of 11 bits. */
const TOLERANCE = 2e-3;
/** Names that an error lists. */
const LISTED = 8;

/**
 * Compares the class names that a checkpoint was saved for with a data set's. Reference trainers save no names,
 * but the embeddings of their tokens.
 * @returns ids of fixed tokens between context and name, which no other tensor tells; undefined where the file
 *   has no embeddings of names
 * @throws PromptcalError that lists both names where they differ
 */
export function checkClassNames(request: ClassNameRequest): readonly number[] | undefined {
  const { tensors, model, tokenizer, classNames, savedNames } = request;
  if (savedNames !== undefined && String(savedNames) !== String(classNames))
    throw otherNames(request, savedNames);
  const suffix = tensors.get(SUFFIX);
  if (suffix === undefined) return undefined;
  const rows = suffixRows(suffix.read(), suffix.shape);
  const ids = classNames.map((name) => tokenizer.encode(promptName(name)));
  const embedded = embeddedNames(model, ids);
  for (let lead = 0; lead <= MAX_LEAD && rows.length === ids.length; lead++) {
    if (embedded.every((name, i) => agrees(rows[i]!, lead, name)))
      return lead === 0 ? [] : nearestTokens(model, rows[0]!.slice(0, lead));
  }
  throw otherNames(request, decodedNames(request, rows));
}

/** Rows of each class, [class][position]. */
function suffixRows(
  values: Float32Array,
  shape: readonly number[],
): readonly Float32Array[][] {
  const [classes, length, width] = shape as [number, number, number];
  return Array.from({ length: classes }, (_, i) =>
    Array.from({ length }, (__, j) => {
      const at = (i * length + j) * width;
      return values.subarray(at, at + width);
    }),
  );
}

/** Token embeddings of each name, [name][token]. */
function embeddedNames(
  { textTower: { embedding } }: ClipModel,
  ids: readonly (readonly number[])[],
): readonly (readonly Float32Array[])[] {
  const width = embedding.shape[1];
  const values = tf.tidy(() =>
    tf.gather(embedding, tf.tensor1d(ids.flat(), "int32")).dataSync<"float32">().slice(),
  );
  let at = 0;
  return ids.map((name) =>
    name.map(() => {
      const row = values.subarray(at, at + width);
      at += width;
      return row;
    }),
  );
}

function agrees(
  rows: readonly Float32Array[],
  lead: number,
  name: readonly Float32Array[],
): boolean {
  return name.every((expected, i) => {
    const got = rows[lead + i];
    if (got?.length !== expected.length) return false;
    const [apart, size] = [distance(got, expected), Math.hypot(...expected)];
    return apart <= TOLERANCE * size;
  });
}

function distance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0));
}

/** Ids of the tokens whose embeddings lie nearest to some rows. */
function nearestTokens(
  { textTower: { embedding } }: ClipModel,
  rows: readonly Float32Array[],
): readonly number[] {
  return tf.tidy(() => {
    const width = embedding.shape[1];
    const flat = Float32Array.from(rows.flatMap((row) => [...row]));
    const points = tf.tensor2d(flat, [rows.length, width]);
    // |p - e|^2 without |p|^2, which is the same for all e.
    const squares = tf.sum(tf.square(embedding), 1);
    const products = tf.matMul(points, embedding as Tensor2D, false, true);
    const nearest = tf.argMin(tf.sub(squares, tf.mul(products, 2)), 1);
    return [...nearest.dataSync<"int32">()];
  });
}

/** Names of the classes of a file, decoded; none where its embeddings are of another width. */
function decodedNames(
  { model, tokenizer }: ClassNameRequest,
  rows: readonly (readonly Float32Array[])[],
): readonly string[] {
  if (rows[0]?.[0]?.length !== model.textTower.embedding.shape[1]) return [];
  const decode = tokenDecoder();
  return rows.map((one, i) => {
    if (i >= LISTED) return "";
    const ids = nearestTokens(model, one.slice(0, MAX_LEAD));
    const end = ids.indexOf(tokenizer.end);
    return decode(end < 0 ? ids : ids.slice(0, end)).replace(/ ?\.$/, "");
  });
}

function otherNames(
  { classNames, dataset, where }: ClassNameRequest,
  saved: readonly string[],
): Error {
  return eventError(
    `${where} was saved for the classes ${firstFew(saved, { shown: LISTED })}, and the base classes of ${dataset} are ${firstFew(classNames, { shown: LISTED })}`,
    "name the data set with --dataset, or use the prompts on other classes with --ignore-class-names",
  );
}
