/** Content of the Jupyter messages `display_data` and `update_display_data`. */
export interface DisplayMessage {
  /** MIME type to content: JSON types hold values, binary types base64, others text. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly transient: { readonly display_id?: string };
}

export interface JupyterKernel {
  /** Shows a message below the running cell; `update` replaces the one with the same display_id. */
  display(message: DisplayMessage, update: boolean): void;
}

/** The kernel that runs this code; null outside notebooks. Our preload of tslab puts it there. */
export function currentJupyterKernel(): JupyterKernel | null {
  const known = globalThis as { [key: symbol]: unknown };
  return (known[Symbol.for("promptcal.kernel")] as JupyterKernel | undefined) ?? null;
}
