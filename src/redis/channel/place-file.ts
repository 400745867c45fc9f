/** Where in a stream this node has read to, kept over restarts: what is sent while it is down is caught up. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeAtomically } from '../../shared/atomic-write.js';
import { isEntryId } from './entry-id.js';

const placeSchema = z.strictObject({
  /** See `StreamState.identity`. */
  identity: z.string().regex(/^[0-9a-f]{24}$/),
  /** The last entry that was read. */
  id: z.string().refine(isEntryId),
});

export type Place = z.infer<typeof placeSchema>;

export class PlaceFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Undefined where there is none, or none that can be used. Never rejects. */
  async load(): Promise<Place | undefined> {
    try {
      return placeSchema.parse(JSON.parse(await readFile(this.#path, 'utf8')));
    } catch {
      return undefined;
    }
  }

  /** @throws the system's error. */
  save(place: Place): Promise<void> {
    return writeAtomically(this.#path, JSON.stringify(place));
  }
}
