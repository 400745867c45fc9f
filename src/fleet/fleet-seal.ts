/**
 * Values that only a holder of the fleet's key can have written. Whatever lies in Redis may have been put there by an
 * attacker: jobs, results, failures and the records of workers count only with the seal of the key.
 */
import type { z } from 'zod';
import { createSeal, type Seal } from '../redis/index.js';

/** What a value is for: one that was sealed for something else does not open. */
const PURPOSES = ['job', 'result', 'failure', 'worker', 'fetch'] as const;
type Purpose = (typeof PURPOSES)[number];

/** Generous for a job, whose largest part is the name of its asset. */
const MAX_SEALED_LENGTH = 8192;

export class FleetSeal {
  readonly #seals: Readonly<Record<Purpose, Seal>>;

  /** @param fleetKey `ONPLAY_FLEET_KEY`. */
  constructor(fleetKey: string) {
    const seals = PURPOSES.map((purpose) => [purpose, createSeal(fleetKey, `fleet ${purpose}`)]);
    this.#seals = Object.fromEntries(seals) as Record<Purpose, Seal>;
  }

  /**
   * The value as JSON, with its seal.
   * @param subject what the value is about, as the id of a job: it does not open for another.
   */
  seal(purpose: Purpose, subject: string, value: unknown): string {
    return this.#seals[purpose].close(JSON.stringify([subject, value]));
  }

  /** The value of a sealed text; undefined unless the seal is genuine and the schema accepts the value. */
  open<T>(purpose: Purpose, subject: string, sealed: unknown, schema: z.ZodType<T>): T | undefined {
    if (typeof sealed !== 'string' || sealed.length > MAX_SEALED_LENGTH) return undefined;
    const text = this.#seals[purpose].open(sealed);
    if (text === undefined) return undefined;
    const [its, value] = JSON.parse(text) as readonly unknown[];
    return its === subject ? schema.safeParse(value).data : undefined;
  }
}
