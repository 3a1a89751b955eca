/** One line of progress on stderr: rewritten in place on a terminal, else printed now and then. */
export class ProgressLine {
  private shown = "";
  private last = 0;
  private width = 0;

  constructor(
    private readonly stream: NodeJS.WriteStream = process.stderr,
    /** Milliseconds between lines where the stream is no terminal. */
    private readonly pause = 15_000,
  ) {}

  /** Shows a new state. */
  update(text: string): void {
    if (text === this.shown) return;
    this.shown = text;
    if (this.stream.isTTY) {
      const line = text.slice(0, Math.max(20, (this.stream.columns ?? 80) - 1));
      this.stream.write(`\r${line.padEnd(this.width)}`);
      this.width = line.length;
    } else if (Date.now() - this.last >= this.pause) {
      this.last = Date.now();
      this.stream.write(`${text}\n`);
    }
  }

  /** Prints a line of its own above the progress. */
  note(text: string): void {
    if (this.stream.isTTY && this.width > 0) {
      this.stream.write(`\r${" ".repeat(this.width)}\r${text}\n${this.shown}`);
    } else this.stream.write(`${text}\n`);
  }

  /** Leaves the last state standing. */
  end(): void {
    if (this.stream.isTTY && this.width > 0) this.stream.write("\n");
    else if (this.shown !== "") this.stream.write(`${this.shown}\n`);
    this.width = 0;
  }
}
