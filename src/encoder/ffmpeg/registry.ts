/** The running ffmpeg processes. */

interface RegisteredProcess {
  readonly pid: number;
  kill(): void;
  /** Resolves when the process was reaped. */
  readonly ended: Promise<unknown>;
}

export class ProcessRegistry {
  readonly #processes = new Map<number, RegisteredProcess>();

  get count(): number {
    return this.#processes.size;
  }

  get pids(): readonly number[] {
    return [...this.#processes.keys()];
  }

  /** Registers the process until it has ended. */
  add(entry: RegisteredProcess): void {
    this.#processes.set(entry.pid, entry);
    // The system may reuse the id for another process, but never before this one was reaped.
    entry.ended.finally(() => this.#processes.delete(entry.pid));
  }

  /** Kills every process and resolves when all have ended. Their results reject with `encode_cancelled`. */
  async killAll(): Promise<void> {
    const entries = [...this.#processes.values()];
    for (const entry of entries) entry.kill();
    await Promise.all(entries.map((entry) => entry.ended));
  }
}
