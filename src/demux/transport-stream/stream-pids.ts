/** The PIDs that a stream has in the course of a file. */
import { damaged, type TransportPackets } from '../../tracks/index.js';
import { MAX_PID_CHANGES } from './limits.js';
import type { TrackReader } from './streams/track-reader.js';

export abstract class StreamPids {
  abstract readonly reader: TrackReader;
  readonly #pids: { start: number; pid: number }[];

  /** @param pid the first. */
  constructor(pid: number) {
    this.#pids = [{ start: 0, pid }];
  }

  get pid(): number {
    return this.#pids.at(-1)!.pid;
  }

  get pids(): TransportPackets['pids'] {
    return this.#pids;
  }

  /** From `start` of the file on, its packets have another PID. @throws OnplayError `master_damaged` where that is too often. */
  continueAs(pid: number, start: number): void {
    if (this.#pids.length > MAX_PID_CHANGES) throw damaged('its streams change their packets too often');
    this.#pids.push({ start, pid });
    this.reader.restart();
  }
}
