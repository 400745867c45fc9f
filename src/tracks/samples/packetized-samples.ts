/** Reads samples of a transport stream: their bytes, from between the packets of other streams. */

import type { ByteSource } from '../../stores/index.js';
import { PACKET_BYTES, PesPayload, pidOf, SYNC_BYTE } from '../../transport-stream/index.js';
import { truncated } from '../refusals.js';
import type { SampleTable, TransportPackets } from '../track.js';
import { restoredSample, storedSize } from './stored-samples.js';

/** Of the file at a time, for many samples and for a small one or the beginning of one. */
const STEP_BYTES = 1024 * 1024;
const HEAD_STEP_BYTES = 32 * 1024;

/** Samples [first, end) of a track. */
interface Run {
  readonly first: number;
  readonly end: number;
}

type PacketizedTable = Pick<SampleTable, 'offsets' | 'sizes'> & { readonly packets: TransportPackets };

/**
 * Yields the bytes of each of the samples [first, end), which follow one another in the file, though others may lie between.
 * @throws OnplayError `master_changed`, `master_unreadable` or `master_truncated` while iterating.
 */
export async function* packetizedSamples(
  { offsets, sizes, packets }: PacketizedTable,
  { first, end }: Run,
  source: Pick<ByteSource, 'read'>,
): AsyncGenerator<Uint8Array> {
  if (first >= end) return;
  const bytes = offsets[end - 1]! + sizes[end - 1]! - offsets[first]!;
  const stepBytes = Math.max(HEAD_STEP_BYTES, Math.min(STEP_BYTES, 2 * bytes));
  const reader = new PayloadReader(source, packets, offsets[first]!, stepBytes);
  for (let sample = first; sample < end; sample++) yield await reader.read(offsets[sample]!, sizes[sample]!);
}

/** The first bytes of a sample, at most `most`, wherever its file has them. @throws OnplayError as `packetizedSamples`. */
export async function sampleHead(
  samples: SampleTable,
  sample: number,
  most: number,
  source: ByteSource,
): Promise<Uint8Array> {
  const { packets, offsets, sizes } = samples;
  const offset = offsets[sample]!;
  if (!packets)
    return restoredSample(samples, await source.read(offset, Math.min(storedSize(samples, sample), most)));
  return new PayloadReader(source, packets, offset, HEAD_STEP_BYTES).read(
    offset,
    Math.min(sizes[sample]!, most),
  );
}

/** Reads the payload of one track, forwards. */
class PayloadReader {
  readonly #source: Pick<ByteSource, 'read'>;
  readonly #stepBytes: number;
  readonly #pids: TransportPackets['pids'];
  readonly #grids: TransportPackets['grids'];
  readonly #payload = new PesPayload();
  /** What of the file is in memory. */
  #bytes: Uint8Array = new Uint8Array();
  #base: number;
  /** Offsets in the file: of the packet that is next, and of its grid. */
  #next: number;
  #grid: number;
  #pidIndex = 0;

  constructor(
    source: Pick<ByteSource, 'read'>,
    { pids, grids }: TransportPackets,
    offset: number,
    stepBytes: number,
  ) {
    this.#source = source;
    this.#stepBytes = stepBytes;
    this.#pids = pids;
    this.#grids = grids;
    this.#grid = Math.max(
      0,
      grids.findLastIndex(({ start }) => start <= offset),
    );
    const { start, stride } = grids[this.#grid]!;
    this.#next = start + stride * Math.floor((offset - start) / stride);
    this.#base = this.#next;
  }

  /** The next `size` bytes of payload from the one at `offset` of the file on. */
  async read(offset: number, size: number): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafe(size);
    let length = await this.#moveTo(offset);
    let copied = 0;
    while (copied < size) {
      if (length === 0) length = await this.#nextPiece();
      const { start } = this.#payload;
      const taken = Math.min(length, size - copied);
      bytes.set(this.#bytes.subarray(start, start + taken), copied);
      this.#payload.start += taken;
      copied += taken;
      length -= taken;
    }
    return bytes;
  }

  /** Skips payload up to a byte of the file. Returns how many bytes of its packet's payload are there from it on. */
  async #moveTo(offset: number): Promise<number> {
    const payload = this.#payload;
    while (this.#base + payload.end <= offset || payload.start === payload.end) {
      const isFirst = payload.end === 0;
      if (isFirst) {
        await this.#load();
        const at = this.#next - this.#base;
        payload.startWithin(this.#bytes, at, offset - this.#base);
        this.#advance();
      } else await this.#nextPiece();
    }
    payload.start = Math.max(payload.start, offset - this.#base);
    return payload.end - payload.start;
  }

  /** Moves to the next packet with payload, and returns how many bytes it has. @throws OnplayError `master_truncated`. */
  async #nextPiece(): Promise<number> {
    const payload = this.#payload;
    while (true) {
      await this.#load();
      const at = this.#next - this.#base;
      const isPacket = this.#bytes[at] === SYNC_BYTE && pidOf(this.#bytes, at) === this.#pidAt(this.#next);
      if (isPacket) payload.push(this.#bytes, at);
      this.#advance();
      if (isPacket && payload.end > payload.start) return payload.end - payload.start;
    }
  }

  /** The PID of the track at an offset in the file. */
  #pidAt(offset: number): number {
    const next = this.#pids[this.#pidIndex + 1];
    if (next && next.start <= offset) {
      this.#pidIndex++;
      return this.#pidAt(offset);
    }
    return this.#pids[this.#pidIndex]!.pid;
  }

  /** Has the next packet in memory. */
  async #load(): Promise<void> {
    if (this.#next + PACKET_BYTES <= this.#base + this.#bytes.byteLength) return;
    this.#base = this.#next;
    this.#bytes = await this.#source.read(this.#next, this.#stepBytes);
    if (this.#bytes.byteLength < PACKET_BYTES) throw truncated();
  }

  #advance(): void {
    this.#next += this.#grids[this.#grid]!.stride;
    const following = this.#grids[this.#grid + 1];
    if (following && this.#next + PACKET_BYTES > following.start) {
      this.#next = following.start;
      this.#grid++;
    }
  }
}
