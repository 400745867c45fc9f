/** Reads VP8 in IVF, since it cannot be remuxed into MP4: a 32-byte header, then a 12-byte header before each frame. */
import { stsd, visualSampleEntry } from '../../isobmff/index.js';
import { IndexBudget, tooManySamples } from '../index-budget.js';
import { MAX_SAMPLES } from '../limits.js';
import { damaged, truncated } from '../refusals.js';
import { BufferedReader } from '../stores/buffered-reader.js';
import type { ByteSource } from '../stores/store.js';
import { emptySamples, type MediaSamples } from './media-samples.js';
import { type Timeline, videoTimeline } from './timeline.js';

const FILE_HEADER = 32;
const FRAME_HEADER = 12;
/** IVF has no index, so headers are found by reading everything, in large reads. */
const WINDOW_BYTES = 1024 * 1024;

export interface IvfTrack {
  readonly width: number;
  readonly height: number;
  readonly samples: MediaSamples;
  readonly timeline: Timeline;
  /** Presented frames in order; VP8 also has frames that are only used as references. */
  readonly frames: Uint32Array;
}

/**
 * Reads a whole IVF file.
 * @throws OnplayError `master_damaged`, `master_truncated`, `master_duration_unsupported`, or `master_too_complex` when its
 *         frames exceed the budget.
 */
export async function readIvf(source: ByteSource, budget = new IndexBudget()): Promise<IvfTrack> {
  const head = await source.read(0, FILE_HEADER);
  if (head.byteLength < FILE_HEADER || Buffer.from(head).toString('latin1', 0, 4) !== 'DKIF')
    throw damaged('its video was not copied');
  const view = viewOf(head);
  const timescale = view.getUint32(16, true) / (view.getUint32(20, true) || 1);
  if (!Number.isInteger(timescale) || timescale < 1) throw damaged('its video has an impossible timescale');
  const { samples, shown } = await readFrames(source, budget);
  const { frames, ...timeline } = videoTimeline(samples, timescale, [], 1);
  return {
    width: view.getUint16(12, true),
    height: view.getUint16(14, true),
    samples,
    timeline,
    frames: frames.filter((frame) => shown[frame] === 1),
  };
}

/** Called for each frame in order: the offset and size of its data, its time, and its first byte, the tag (RFC 6386 9.1). */
type FrameVisitor = (frame: { offset: number; size: number; time: number; tag: number }) => void;

/** Reads the file twice, the first time to count frames: growing the arrays frame by frame would take far more memory. */
async function readFrames(
  source: ByteSource,
  budget: IndexBudget,
): Promise<{ samples: MediaSamples; shown: Uint8Array }> {
  let count = 0;
  await eachFrame(source, () => {
    count++;
    if (count > MAX_SAMPLES) throw tooManySamples();
  });
  if (!budget.add({ kind: 'video', samples: count, tableBytes: count }, false)) throw tooManySamples();
  await budget.reserve();
  const samples = emptySamples(count, source.size);
  const shown = new Uint8Array(count);
  let i = 0;
  await eachFrame(source, ({ offset, size, time, tag }) => {
    samples.offsets[i] = offset;
    samples.sizes[i] = size;
    samples.compositionTimes[i] = time;
    // Bit 0 is 0 for a keyframe, bit 4 is 1 for a frame that is shown.
    samples.sync[i] = tag & 1 ? 0 : 1;
    shown[i] = (tag >> 4) & 1;
    if (i > 0) samples.durations[i - 1] = Math.max(0, time - samples.compositionTimes[i - 1]!);
    i++;
  });
  samples.descriptions.fill(1);
  return { samples, shown };
}

async function eachFrame(source: ByteSource, visit: FrameVisitor): Promise<void> {
  const file = new BufferedReader(source, WINDOW_BYTES);
  for (let at = FILE_HEADER; source.size - at > FRAME_HEADER; ) {
    const head = viewOf(await file.read(at, FRAME_HEADER + 1));
    if (head.byteLength <= FRAME_HEADER) throw truncated();
    const [offset, size] = [at + FRAME_HEADER, head.getUint32(0, true)];
    if (offset + size > source.size) throw truncated();
    visit({ offset, size, time: Number(head.getBigInt64(4, true)), tag: head.getUint8(FRAME_HEADER) });
    at = offset + size;
  }
}

/** Returns an `stsd` box with one `vp08` entry, which is enough to configure a decoder. */
export function vp8SampleDescription(width: number, height: number): Uint8Array {
  return stsd(visualSampleEntry('vp08', { width, height }));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
