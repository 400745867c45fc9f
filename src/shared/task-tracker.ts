/** Tracks the tasks in progress, so that a shutdown can wait until there are none. */
export class TaskTracker {
  readonly #tasks = new Set<Promise<unknown>>();

  /** Tracks `task` until it settles, and returns it. */
  add<T>(task: Promise<T>): Promise<T> {
    const forget = () => this.#tasks.delete(task);
    this.#tasks.add(task);
    task.then(forget, forget);
    return task;
  }

  /** Resolves when no task is in progress, including those that were added while waiting. Never rejects. */
  async idle(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.allSettled(this.#tasks);
  }
}
