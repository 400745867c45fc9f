/** Work under way, for whoever has to wait until there is none. */
export class TaskTracker {
  readonly #work = new Set<Promise<unknown>>();

  /** Knows the work until it has settled, however it does; gives it back. */
  add<T>(work: Promise<T>): Promise<T> {
    const forget = () => this.#work.delete(work);
    this.#work.add(work);
    work.then(forget, forget);
    return work;
  }

  /** Resolves when nothing is under way, nor what was begun meanwhile. */
  async idle(): Promise<void> {
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
  }
}
