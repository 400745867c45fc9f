/** VP8 in IVF, for which no MP4 exists: a 32-byte header, then per frame a 12-byte header and the frame (RFC 6386 9.1). */
import { damaged, truncated } from '../refusals.js';
import { ReadAhead } from '../stores/read-ahead.js';
import type { ByteSource } from '../stores/store.js';
import { viewOf } from './boxes.js';
import { emptySamples, MAX_SAMPLES, type MediaSamples } from './media-samples.js';
import { type Timeline, videoTimeline } from './timeline.js';

const FILE_HEADER = 32;
const FRAME_HEADER = 12;
/** Frames have no index: a large read finds many headers at once. */
const WINDOW_BYTES = 1024 * 1024;

export interface IvfTrack {
  readonly width: number;
  readonly height: number;
  readonly samples: MediaSamples;
  readonly timeline: Timeline;
  /** Shown frames in order; VP8 also has frames that are only referred to. */
  readonly frames: Uint32Array;
}

/** @throws OnplayError `master_damaged`, `master_truncated` or `master_duration_unsupported`. */
export async function readIvf(source: ByteSource): Promise<IvfTrack> {
  const head = await source.read(0, FILE_HEADER);
  if (head.byteLength < FILE_HEADER || Buffer.from(head).toString('latin1', 0, 4) !== 'DKIF')
    throw damaged('its video was not copied');
  const view = viewOf(head);
  const timescale = view.getUint32(16, true) / (view.getUint32(20, true) || 1);
  if (!Number.isInteger(timescale) || timescale < 1) throw damaged('its video has an impossible timescale');
  const { samples, shown } = await readFrames(source);
  const { frames, ...timeline } = videoTimeline(samples, timescale, [], 1);
  return {
    width: view.getUint16(12, true),
    height: view.getUint16(14, true),
    samples,
    timeline,
    frames: frames.filter((frame) => shown[frame] === 1),
  };
}

interface IvfFrame {
  readonly offset: number;
  readonly size: number;
  readonly time: number;
  /** The first byte of the frame: not a keyframe in bit 0, shown in bit 4 (RFC 6386 9.1). */
  readonly tag: number;
}

async function readFrames(source: ByteSource): Promise<{ samples: MediaSamples; shown: Uint8Array }> {
  const frames: IvfFrame[] = [];
  const file = new ReadAhead(source, WINDOW_BYTES);
  for (let at = FILE_HEADER; source.size - at > FRAME_HEADER; ) {
    const head = viewOf(await file.read(at, FRAME_HEADER + 1));
    const [offset, size] = [at + FRAME_HEADER, head.getUint32(0, true)];
    if (frames.length === MAX_SAMPLES) throw damaged('it claims too many samples');
    if (offset + size > source.size) throw truncated();
    frames.push({
      offset,
      size,
      time: Number(head.getBigInt64(4, true)),
      tag: head.getUint8(FRAME_HEADER),
    });
    at = offset + size;
  }
  return {
    samples: samplesOf(frames, source.size),
    shown: Uint8Array.from(frames, ({ tag }) => (tag >> 4) & 1),
  };
}

function samplesOf(frames: readonly IvfFrame[], fileSize: number): MediaSamples {
  const samples = emptySamples(frames.length, fileSize);
  frames.forEach(({ offset, size, time, tag }, i) => {
    samples.offsets[i] = offset;
    samples.sizes[i] = size;
    samples.compositionTimes[i] = time;
    samples.durations[i] = Math.max(0, (frames[i + 1]?.time ?? time) - time);
    samples.sync[i] = tag & 1 ? 0 : 1;
  });
  samples.descriptions.fill(1);
  return samples;
}

/** An `stsd` box with one `vp08` entry, from which a decoder can be set up. */
export function vp8SampleDescription(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(16 + 86);
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.write('stsd', 4, 'latin1');
  bytes.writeUInt32BE(1, 12);
  bytes.writeUInt32BE(86, 16);
  bytes.write('vp08', 20, 'latin1');
  bytes.writeUInt16BE(1, 30);
  bytes.writeUInt16BE(width, 48);
  bytes.writeUInt16BE(height, 50);
  bytes.writeUInt32BE(0x00480000, 52);
  bytes.writeUInt32BE(0x00480000, 56);
  bytes.writeUInt16BE(1, 64);
  bytes.writeUInt16BE(24, 98);
  bytes.writeInt16BE(-1, 100);
  return bytes;
}
