/** Numbers with a priority, the lowest first. */
export class BinaryHeap {
  readonly #values: number[] = [];
  readonly #priorities: number[] = [];

  get size(): number {
    return this.#values.length;
  }

  /** The lowest priority; `Infinity` when empty. */
  get lowest(): number {
    return this.#priorities[0] ?? Number.POSITIVE_INFINITY;
  }

  push(value: number, priority: number): void {
    let place = this.size;
    this.#values.push(value);
    this.#priorities.push(priority);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#priorities[parent]! <= priority) return;
      this.#swap(place, parent);
      place = parent;
    }
  }

  /** Removes and returns the value of the lowest priority; undefined when empty. */
  pop(): number | undefined {
    const top = this.#values[0];
    const last = this.size - 1;
    if (last < 0) return undefined;
    this.#swap(0, last);
    this.#values.pop();
    this.#priorities.pop();
    this.#sink();
    return top;
  }

  #sink(): void {
    for (let place = 0; ; ) {
      const left = 2 * place + 1;
      if (left >= this.size) return;
      const right = left + 1;
      const child = right < this.size && this.#priorities[right]! < this.#priorities[left]! ? right : left;
      if (this.#priorities[place]! <= this.#priorities[child]!) return;
      this.#swap(place, child);
      place = child;
    }
  }

  #swap(a: number, b: number): void {
    [this.#values[a], this.#values[b]] = [this.#values[b]!, this.#values[a]!];
    [this.#priorities[a], this.#priorities[b]] = [this.#priorities[b]!, this.#priorities[a]!];
  }
}
