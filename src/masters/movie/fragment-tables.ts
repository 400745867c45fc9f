/** Reads the sample tables of movie fragments (ISO 14496-12 8.8) into the same arrays as an `stbl`. */
import { damaged } from '../refusals.js';
import { type BoxSpan, boxesIn, viewOf } from './boxes.js';
import type { MovieFragment } from './movie-file.js';
import type { SampleDefaults, TrackHeader } from './movie-header.js';
import { emptySamples, MAX_SAMPLES, type MediaSamples } from './sample-tables.js';

const TFHD = {
  baseDataOffset: 1,
  description: 2,
  duration: 8,
  size: 0x10,
  flags: 0x20,
  baseIsMoof: 0x20000,
} as const;
const TRUN = {
  dataOffset: 1,
  firstFlags: 4,
  duration: 0x100,
  size: 0x200,
  flags: 0x400,
  compositionOffset: 0x800,
} as const;
/** `sample_is_non_sync_sample` in sample flags (8.8.3.1). */
const NON_SYNC = 0x10000;

interface RunState {
  /** Decode time of the next sample in ticks. */
  time: number;
  /** Offset in the file of the next run's data where it names none. */
  dataOffset: number;
}

interface Fragment {
  readonly view: DataView;
  readonly defaults: SampleDefaults;
  readonly base: number;
}

/**
 * Every sample of one track over all fragments, in decode order.
 * @throws OnplayError `master_damaged` for runs that are cut short or claim too many samples.
 */
export function readFragmentTables(fragments: readonly MovieFragment[], track: TrackHeader): MediaSamples {
  const parts: MediaSamples[] = [];
  const state: RunState = { time: 0, dataOffset: 0 };
  let total = 0;
  for (const fragment of fragments) {
    state.dataOffset = fragment.offset;
    for (const traf of boxesIn(fragment.bytes, 8)) {
      if (traf.type !== 'traf') continue;
      for (const part of readTrackFragment(fragment, traf, track, state)) {
        total += part.count;
        if (total > MAX_SAMPLES) throw damaged('it claims too many samples');
        parts.push(part);
      }
    }
  }
  return concatenate(parts, total);
}

function* readTrackFragment(
  fragment: MovieFragment,
  traf: BoxSpan,
  track: TrackHeader,
  state: RunState,
): Generator<MediaSamples> {
  const view = viewOf(fragment.bytes);
  const boxes = [...boxesIn(fragment.bytes, traf.contentStart, traf.end)];
  const tfhd = boxes.find((box) => box.type === 'tfhd');
  if (!tfhd) throw damaged('a fragment has no track header');
  const header = new Fields(view, tfhd);
  if (header.trackId !== track.trackId) return;
  const head = readTrackFragmentHeader(header, fragment, track.defaults);
  state.dataOffset = head.base;
  const tfdt = boxes.find((box) => box.type === 'tfdt');
  if (tfdt) state.time = new Fields(view, tfdt).decodeTime();
  for (const trun of boxes) if (trun.type === 'trun') yield readRun(head, trun, state);
}

/** Reads the fields of a full box one after the other, never past its end. */
class Fields {
  readonly version: number;
  readonly flags: number;
  #at: number;

  constructor(
    private readonly view: DataView,
    private readonly box: BoxSpan,
  ) {
    this.#at = box.contentStart;
    const word = this.u32();
    this.version = word >>> 24;
    this.flags = word & 0xffffff;
  }

  get trackId(): number {
    return this.view.getUint32(this.box.contentStart + 4);
  }

  get remaining(): number {
    return this.box.end - this.#at;
  }

  u32(): number {
    return this.view.getUint32(this.#advance(4));
  }

  i32(): number {
    return this.view.getInt32(this.#advance(4));
  }

  u64(): number {
    return Number(this.view.getBigUint64(this.#advance(8)));
  }

  /** The rest of a `tfdt` box (8.8.12). */
  decodeTime(): number {
    return this.version === 1 ? this.u64() : this.u32();
  }

  #advance(bytes: number): number {
    if (this.remaining < bytes) throw damaged('a fragment is cut short');
    const at = this.#at;
    this.#at += bytes;
    return at;
  }
}

function readTrackFragmentHeader(fields: Fields, fragment: MovieFragment, trex: SampleDefaults): Fragment {
  const { flags } = fields;
  fields.u32();
  const base = flags & TFHD.baseDataOffset ? fields.u64() : fragment.offset;
  const defaults = {
    description: flags & TFHD.description ? fields.u32() : trex.description,
    duration: flags & TFHD.duration ? fields.u32() : trex.duration,
    size: flags & TFHD.size ? fields.u32() : trex.size,
    flags: flags & TFHD.flags ? fields.u32() : trex.flags,
  };
  return { view: viewOf(fragment.bytes), defaults, base };
}

function readRun({ view, defaults, base }: Fragment, trun: BoxSpan, state: RunState): MediaSamples {
  const fields = new Fields(view, trun);
  const { flags } = fields;
  const count = fields.u32();
  if (flags & TRUN.dataOffset) state.dataOffset = base + fields.i32();
  const firstFlags = flags & TRUN.firstFlags ? fields.u32() : undefined;
  const has = (flag: number) => (flags & flag) !== 0;
  const entrySize =
    4 * [TRUN.duration, TRUN.size, TRUN.flags, TRUN.compositionOffset].filter((flag) => has(flag)).length;
  if (count > MAX_SAMPLES || count * entrySize > fields.remaining) throw damaged('a fragment is cut short');
  const samples = emptySamples(count);
  samples.descriptions.fill(Math.min(defaults.description, 255));
  for (let i = 0; i < count; i++) {
    const duration = has(TRUN.duration) ? fields.u32() : defaults.duration;
    const size = has(TRUN.size) ? fields.u32() : defaults.size;
    const ownFlags = has(TRUN.flags) ? fields.u32() : defaults.flags;
    const sampleFlags = i === 0 && firstFlags !== undefined ? firstFlags : ownFlags;
    samples.compositionTimes[i] = state.time + (has(TRUN.compositionOffset) ? fields.i32() : 0);
    samples.durations[i] = duration;
    samples.sizes[i] = size;
    samples.offsets[i] = state.dataOffset;
    samples.sync[i] = sampleFlags & NON_SYNC ? 0 : 1;
    state.time += duration;
    state.dataOffset += size;
  }
  return samples;
}

function concatenate(parts: readonly MediaSamples[], total: number): MediaSamples {
  const all = emptySamples(total);
  let at = 0;
  for (const part of parts) {
    all.offsets.set(part.offsets, at);
    all.sizes.set(part.sizes, at);
    all.compositionTimes.set(part.compositionTimes, at);
    all.durations.set(part.durations, at);
    all.sync.set(part.sync, at);
    all.descriptions.set(part.descriptions, at);
    at += part.count;
  }
  return all;
}
