import { PickledCallable, type Pickled } from "./pickled";

/**
 * What stands for a class, a function or an object of Python that weights do not need: numpy's scalars, a
 * Namespace, a scheduler. It can be called, filled and given a state as pickle asks, and does nothing; what
 * it was given is kept, because a state dict may lie inside.
 */
export class InertObject extends PickledCallable {
  /** Items of a dictionary's subclass. */
  readonly entries = new Map<Pickled, Pickled>();
  /** Attributes, in whatever form the class pickles them. */
  state: Pickled = null;

  constructor(
    /** Python's full name of the class or function. */
    readonly name: string,
    readonly args: readonly Pickled[] = [],
  ) {
    super();
  }

  call(args: readonly Pickled[]): Pickled {
    return new InertObject(this.name, args);
  }

  override setState(state: Pickled): void {
    this.state = state;
  }
}
