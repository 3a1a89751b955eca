/** Content of the Jupyter messages `display_data` and `update_display_data`. */
export interface DisplayMessage {
  /** MIME type to content: JSON types hold values, binary types base64, others text. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly transient: {
    readonly display_id?: string;
    /** Which cell it belongs to: the lab draws it there after its tab was closed and opened again. */
    readonly cell?: string;
  };
}

export interface JupyterKernel {
  /** Shows a message below the running cell; `update` replaces the one with the same display_id. */
  display(message: DisplayMessage, update: boolean): void;
  /** Of the notebook, where the front end says which one runs. */
  readonly cell?: string | undefined;
}

/** The kernel that runs this code; null outside notebooks. Our preload of tslab puts it there. */
export function currentJupyterKernel(): JupyterKernel | null {
  const known = globalThis as { [key: symbol]: unknown };
  const kernel = known[Symbol.for("promptcal.kernel")] as JupyterKernel | undefined;
  if (kernel === undefined) return null;
  const { cell } = kernel;
  if (cell === undefined) return kernel;
  return {
    cell,
    display: ({ data, metadata, transient }, update) =>
      kernel.display({ data, metadata, transient: { ...transient, cell } }, update),
  };
}
