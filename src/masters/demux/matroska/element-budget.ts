import { tooComplex } from '../../refusals.js';
import { MAX_ELEMENTS } from './limits.js';

/** Counts the elements of one file: a file of Void elements of two bytes each would take minutes. */
export class ElementBudget {
  #left = MAX_ELEMENTS;

  /** @throws OnplayError `master_too_complex` for more elements than any real file has. */
  count(elements = 1): void {
    this.#left -= elements;
    if (this.#left < 0) throw tooComplex('it has too many elements');
  }
}
