/** A differentiable function: its value at x, with its gradient written into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** When to stop. */
export interface LbfgsOptions {
  /** Largest size of any gradient component at the minimum; 1e-9 by default. */
  readonly tolerance?: number;
  /** 500 by default. */
  readonly iterations?: number;
}

/** Pairs of steps and gradient changes that stand for the curvature. */
const MEMORY = 12;
const SUFFICIENT_DECREASE = 1e-4;

/**
 * Minimum of a smooth convex function by L-BFGS (Liu and Nocedal 1989) with backtracking. Stops at a
 * small gradient, or where rounding hides any further descent.
 * @param start where to begin; left as it is
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  { tolerance = 1e-9, iterations = 500 }: LbfgsOptions = {},
): Float64Array {
  let x: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(x.length);
  let value = objective(x, gradient);
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  for (let i = 0; i < iterations && largest(gradient) > tolerance; i++) {
    const direction = descentDirection(gradient, steps, changes);
    const slope = dot(direction, gradient);
    // The first step has no curvature to go by: at most unit length.
    let length = steps.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    const nextGradient = new Float64Array(x.length);
    let next = moved(x, direction, length);
    let nextValue = objective(next, nextGradient);
    while (!(nextValue <= value + SUFFICIENT_DECREASE * length * slope)) {
      length /= 2;
      if (length < 1e-12) return x;
      next = moved(x, direction, length);
      nextValue = objective(next, nextGradient);
    }
    const stalled = value - nextValue <= Number.EPSILON * Math.abs(value);
    const step = next.map((each, k) => each - x[k]!);
    const change = nextGradient.map((each, k) => each - gradient[k]!);
    if (dot(step, change) > 0) {
      steps.push(step);
      changes.push(change);
      if (steps.length > MEMORY) [steps, changes].forEach((list) => list.shift());
    }
    [x, value, gradient] = [next, nextValue, nextGradient];
    if (stalled) break;
  }
  return x;
}

/** Minus the inverse Hessian's estimate times the gradient (the two-loop recursion). */
function descentDirection(
  gradient: Float64Array,
  steps: readonly Float64Array[],
  changes: readonly Float64Array[],
): Float64Array {
  const q = gradient.map((each) => -each);
  const weights = new Float64Array(steps.length);
  for (let i = steps.length - 1; i >= 0; i--) {
    weights[i] = dot(steps[i]!, q) / dot(steps[i]!, changes[i]!);
    addScaled(q, changes[i]!, -weights[i]!);
  }
  const last = steps.length - 1;
  if (last >= 0) {
    const scale = dot(steps[last]!, changes[last]!) / dot(changes[last]!, changes[last]!);
    for (let k = 0; k < q.length; k++) q[k]! *= scale;
  }
  for (let i = 0; i < steps.length; i++) {
    const back = dot(changes[i]!, q) / dot(steps[i]!, changes[i]!);
    addScaled(q, steps[i]!, weights[i]! - back);
  }
  return q;
}

function moved(x: Float64Array, direction: Float64Array, length: number): Float64Array {
  return x.map((each, k) => each + length * direction[k]!);
}

function addScaled(to: Float64Array, add: Float64Array, scale: number): void {
  for (let k = 0; k < to.length; k++) to[k]! += scale * add[k]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function largest(values: Float64Array): number {
  let max = 0;
  for (let k = 0; k < values.length; k++) max = Math.max(max, Math.abs(values[k]!));
  return max;
}
