import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { PromptcalError } from "../../src/errors/promptcal-error";
import { READY } from "./turns";

/** A program that works in turns: when it is told to. It ends where its standard input does, with this process too. */
export class SubjectProcess {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private readonly closed: Promise<unknown[]>;
  private errors = "";

  constructor(program: string, args: readonly string[], folder: string) {
    this.child = spawn(program, args, { cwd: folder });
    this.closed = once(this.child, "close");
    // Whoever waits for the process hears of it; until then it is not unhandled.
    this.closed.catch(() => undefined);
    // Writing to a process that has ended: its end is what is reported.
    this.child.stdin!.on("error", () => undefined);
    this.child.stderr!.on("data", (text: Buffer) => {
      this.errors = `${this.errors}${text.toString()}`.slice(-2000);
    });
    const input = this.child.stdout!;
    this.lines = createInterface({ input })[Symbol.asyncIterator]();
  }

  /** Waits until the first call, or the turn that was asked for, is over. @throws PromptcalError if it ends */
  async ready(): Promise<void> {
    for (;;) {
      const { done, value } = await this.lines.next();
      if (done === true) return this.failed();
      if (value === READY) return;
    }
  }

  /** Has it take a turn. @throws PromptcalError if it ends in place of that */
  async turn(): Promise<void> {
    this.child.stdin!.write("\n");
    await this.ready();
  }

  /** Waits for its end: no more turns are asked for. @throws PromptcalError if it fails */
  async finish(): Promise<void> {
    this.child.stdin!.end();
    for (;;) if ((await this.lines.next()).done === true) break;
    const [code] = await this.end();
    if (code !== 0) await this.failed();
  }

  /** @throws PromptcalError if it could not be started */
  private async end(): Promise<unknown[]> {
    try {
      return await this.closed;
    } catch (error) {
      throw new PromptcalError(error instanceof Error ? error.message : String(error));
    }
  }

  /** @throws PromptcalError with the last line of its errors */
  private async failed(): Promise<never> {
    const [code, signal] = await this.end();
    const last = this.errors.trim().split("\n").at(-1) ?? "";
    throw new PromptcalError(`its process ended with ${String(signal ?? code)}: ${last}`);
  }
}
