import { tooComplex } from '../../tracks/index.js';
import { MAX_ELEMENTS } from './limits.js';

/** Counts the elements of one file: a file of Void elements of two bytes each would take minutes. */
export class ElementBudget {
  #left: number;

  constructor(limit = MAX_ELEMENTS) {
    this.#left = limit;
  }

  /** @throws OnplayError `master_too_complex` for more elements than any real file has. */
  count(): void {
    this.#left--;
    if (this.#left < 0) throw tooComplex('it has too many elements');
  }
}
