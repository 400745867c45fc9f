/** Reads all packets of a file, in order, in large steps. */

import type { ByteSource } from '../../stores/index.js';
import { damaged } from '../../tracks/index.js';
import {
  findGrid,
  GRID_SEARCH_BYTES,
  PACKET_BYTES,
  type PacketGrid,
  SYNC_BYTE,
} from '../../transport-stream/index.js';
import { MAX_GRIDS } from './limits.js';

/** Costs little memory, and so much is read at once that the time of a read does not count. */
const STEP_BYTES = 2 * 1024 * 1024;
/** At the end of a file, fewer packets in a row are believed. */
const LEAST_LAST_PACKETS = 3;

/** @param at where in `bytes` a packet begins. @param base offset in the file of the first of `bytes`. */
type OnPacket = (bytes: Uint8Array, at: number, base: number) => void;

interface ScanOptions {
  /** Called after each step, with the bytes that were read so far. Returns false to end the scan. */
  readonly afterStep: (bytesRead: number) => Promise<boolean> | boolean;
  /** By default 2 MiB. */
  readonly stepBytes?: number;
}

interface ScannedPackets {
  /** Where packets begin, in file order. */
  readonly grids: readonly PacketGrid[];
  /** Whether the file ends within a packet. */
  readonly isCut: boolean;
}

/** Calls `onPacket` for every packet of a file. @throws OnplayError `master_damaged`; what `read`, `onPacket` and `afterStep` throw. */
export async function scanPackets(
  source: ByteSource,
  onPacket: OnPacket,
  { afterStep, stepBytes = STEP_BYTES }: ScanOptions,
): Promise<ScannedPackets> {
  const steps = new PacketSteps(source.size, onPacket);
  let reading = source.read(0, stepBytes);
  for (let next = 0; next < source.size; ) {
    next = steps.read(await reading, next);
    // While what is there is being stored, the next step is read.
    reading = source.read(next, stepBytes);
    // If something else fails first.
    reading.catch(() => undefined);
    if (!(await afterStep(Math.min(next, source.size)))) break;
  }
  await reading;
  return { grids: steps.grids, isCut: isCutOff(steps.grids.at(-1), source.size) };
}

class PacketSteps {
  readonly grids: PacketGrid[] = [];
  readonly #size: number;
  readonly #onPacket: OnPacket;
  /** Distance of packets; undefined where none is known to begin. */
  #stride: number | undefined;

  constructor(size: number, onPacket: OnPacket) {
    this.#size = size;
    this.#onPacket = onPacket;
  }

  /** Reads the packets in bytes that are at `base` in the file. Returns the offset in the file at which to go on. */
  read(bytes: Uint8Array, base: number): number {
    // The file became shorter.
    if (bytes.byteLength === 0) return this.#size;
    const isLast = base + bytes.byteLength >= this.#size;
    const searchEnd = isLast ? bytes.byteLength : bytes.byteLength - GRID_SEARCH_BYTES;
    let at = 0;
    while (at + PACKET_BYTES <= bytes.byteLength) {
      if (this.#stride === undefined) {
        const found = this.#findGrid(bytes, at, searchEnd, base);
        if (found === undefined) return isLast ? this.#size : base + Math.max(at, searchEnd);
        at = found;
      }
      at = this.#packets(bytes, at, base);
      if (at + PACKET_BYTES <= bytes.byteLength) this.#stride = undefined;
    }
    // A packet that is not whole is read again, with the next step.
    return isLast ? this.#size : base + at;
  }

  #findGrid(bytes: Uint8Array, from: number, to: number, base: number): number | undefined {
    const isLast = base + bytes.byteLength >= this.#size;
    const found = findGrid(bytes, { from, to, ...(isLast && { least: LEAST_LAST_PACKETS }) });
    if (!found) return undefined;
    if (this.grids.length === MAX_GRIDS) throw damaged('its packets are interrupted too often');
    this.grids.push({ start: base + found.start, stride: found.stride });
    this.#stride = found.stride;
    return found.start;
  }

  /** Returns where the first packet is that does not begin with a sync byte or is not whole. */
  #packets(bytes: Uint8Array, first: number, base: number): number {
    const stride = this.#stride!;
    const last = bytes.byteLength - PACKET_BYTES;
    let at = first;
    for (; at <= last && bytes[at] === SYNC_BYTE; at += stride) this.#onPacket(bytes, at, base);
    return at;
  }
}

function isCutOff(grid: PacketGrid | undefined, size: number): boolean {
  if (!grid) return false;
  const rest = (size - grid.start) % grid.stride;
  return rest > 0 && rest < PACKET_BYTES;
}
