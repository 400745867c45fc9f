/** Repackages the output of a real encoder and compares what a real decoder makes of both. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Box } from '../../src/isobmff/index.js';
import { encoderBoxes } from '../../src/packager/cmaf/encoder-output.js';
import {
  type CodedSample,
  type FragmentedTrack,
  fragment,
  mediaSegment,
  movie,
  readFragments,
} from '../../src/packager/index.js';
import { runToolOrFail } from '../support/ffmpeg.js';
import { joined } from './support/bytes.js';
import { aacInit, avcInit, bt709 } from './support/media.js';

const FRAGMENTED = ['-f', 'mp4', '-movflags', 'empty_moov+default_base_moof+frag_keyframe', 'pipe:1'];
const QUIET = ['-v', 'error', '-nostdin'];

/** Uneven presentation times of 50 frames, in milliseconds from the first. */
const TIMES = Array.from({ length: 50 }, (_, frame) => frame * 40 + ((frame * 7) % 5) * 5);

/** Encodes frames at those times, in GOPs of 12 with up to 3 consecutive B-frames. */
async function encodeVideo(): Promise<Uint8Array> {
  const source = ['-f', 'lavfi', '-i', "testsrc2=s=128x72:r=25:d=2,settb=1/1000,setpts='N*40+mod(N*7,5)*5'"];
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '3', '-g', '12', '-pix_fmt', 'yuv420p'];
  const times = ['-fps_mode', 'passthrough', '-enc_time_base', '1/1000', '-video_track_timescale', '1000'];
  return runToolOrFail('ffmpeg', [...QUIET, ...source, ...times, '-copyts', ...codec, ...FRAGMENTED]);
}

/** Decodes a file; returns the presentation time in ticks and the hash of each frame, in presentation order. */
async function decodeFrames(file: Uint8Array): Promise<(readonly [number, string])[]> {
  const input = ['-v', 'warning', '-copyts', '-i', 'pipe:0'];
  const output = ['-fps_mode', 'passthrough', '-enc_time_base', '-1', '-f', 'framemd5', 'pipe:1'];
  const text = (await runToolOrFail('ffmpeg', [...input, ...output], { input: file })).toString();
  const rows = text.split('\n').filter((line) => /^\d/.test(line));
  return rows.map((row) => {
    const [, , time, , , hash = ''] = row.split(',').map((field) => field.trim());
    return [Number(time), hash] as const;
  });
}

async function decodeAudio(file: Uint8Array): Promise<Buffer> {
  return runToolOrFail('ffmpeg', ['-v', 'error', '-i', 'pipe:0', '-f', 's16le', 'pipe:1'], { input: file });
}

/**
 * One segment for each sync sample. The decode time of the k-th sample in decode order is the presentation time of the k-th
 * frame in presentation order, minus `earlier` ticks.
 */
function segmentsOf({ samples }: FragmentedTrack, earlier: number): Uint8Array[] {
  const shown = samples.map(({ compositionTime }) => compositionTime).toSorted((a, b) => a - b);
  const timed = samples.map(({ data, sync, compositionTime, duration }, index) => {
    const time = shown[index] ?? 0;
    const next = shown[index + 1] ?? time + duration;
    const compositionOffset = compositionTime - time + earlier;
    return { size: data.length, duration: next - time, compositionOffset, sync };
  });
  const starts = samples.flatMap(({ sync }, index) => (sync ? [index] : []));
  return starts.map((start, number) => {
    const end = starts[number + 1] ?? samples.length;
    return mediaSegment({
      sequenceNumber: number + 1,
      baseMediaDecodeTime: (shown[start] ?? 0) - earlier,
      samples: timed.slice(start, end),
      data: samples.slice(start, end).map(({ data }) => data),
    });
  });
}

describe('video from ffmpeg', () => {
  let encoded: Uint8Array;
  let track: FragmentedTrack;
  let init: Uint8Array;
  /** Presentation time of the first frame: the file of the encoder starts late by the reordering delay. */
  let firstFrame: number;

  beforeAll(async () => {
    encoded = await encodeVideo();
    track = readFragments(encoded);
    const { timescale, sampleEntry } = track;
    const avcC = sampleEntry.avcC ?? new Uint8Array();
    init = avcInit({ timescale, width: 128, height: 72, avcC, colour: bt709 });
    firstFrame = Math.min(...track.samples.map(({ compositionTime }) => compositionTime));
  });

  it('is read completely, with its timescale and sync samples', () => {
    expect(track.timescale).toBe(1000);
    expect(track.sampleEntry).toMatchObject({ type: 'avc1', avcC: expect.any(Uint8Array) });
    expect(track.samples).toHaveLength(50);
    expect(track.samples.filter(({ sync }) => sync).length).toBeGreaterThanOrEqual(5);
  });

  it('decodes frame for frame after repackaging with negative composition offsets', async () => {
    const repackaged = joined(init, ...segmentsOf(track, 0));
    const offsets = readFragments(repackaged).samples.map((each) => each.compositionTime - each.decodeTime);
    const lowest = Math.min(...offsets);
    expect(lowest).toBeLessThan(0);
    const [before, after] = [await decodeFrames(encoded), await decodeFrames(repackaged)];
    expect(after.map(([, hash]) => hash)).toEqual(before.map(([, hash]) => hash));
    // ffmpeg delays fragments with negative offsets by the lowest of them; players do not.
    expect(after.map(([time]) => time)).toEqual(TIMES.map((time) => time + firstFrame - lowest));
  });

  it('decodes each frame at exactly its source time if no offset is negative', async () => {
    const after = await decodeFrames(joined(init, ...segmentsOf(track, firstFrame)));
    expect(after.map(([time]) => time)).toEqual(TIMES.map((time) => time + firstFrame));
  });

  it('decodes from any segment onwards', async () => {
    const all = await decodeFrames(encoded);
    const rest = await decodeFrames(joined(init, ...segmentsOf(track, 0).slice(2)));
    expect(rest.map(([, hash]) => hash)).toEqual(all.slice(24).map(([, hash]) => hash));
  });
});

describe('audio from ffmpeg', () => {
  const sine = ['-f', 'lavfi', '-i', 'sine=r=48000:d=1', '-ac', '2'];

  it('decodes identically with the decoder configuration that the packager computes', async () => {
    const encoded = await runToolOrFail('ffmpeg', [...QUIET, ...sine, '-c:a', 'aac', ...FRAGMENTED]);
    const { samples, sampleEntry } = readFragments(encoded);
    expect(sampleEntry).toMatchObject({ type: 'mp4a', audioSpecificConfig: expect.any(Uint8Array) });
    const repackaged = joined(aacInit(48000, 2), wholeSegment(samples, 1024));
    expect(await decodeAudio(repackaged)).toEqual(await decodeAudio(encoded));
  });

  it('decodes identically when QuickTime samples are repackaged with their original sample description', async () => {
    const { sampleDescription, pcm } = await pcmMaster();
    const brands = { major: 'qt  ', compatible: ['qt  '] };
    const size = { width: 0, height: 0 };
    const header = movie({
      kind: 'audio',
      timescale: 48000,
      language: 'und',
      ...size,
      sampleDescription,
      brands,
    });
    const sample = { size: 4, duration: 1, compositionOffset: 0, sync: true };
    const samples = Array.from({ length: pcm.length / 4 }, () => sample);
    const feed = joined(header, fragment({ sequenceNumber: 1, baseMediaDecodeTime: 0, samples }), pcm);
    expect(Buffer.compare(await decodeAudio(feed), pcm)).toBe(0);
  });
});

/** One segment with all samples, which are presented in decode order. */
function wholeSegment(samples: readonly CodedSample[], duration: number): Uint8Array {
  return mediaSegment({
    sequenceNumber: 1,
    baseMediaDecodeTime: 0,
    samples: samples.map(({ data }) => ({ size: data.length, duration, compositionOffset: 0, sync: true })),
    data: samples.map(({ data }) => data),
  });
}

/** Little-endian stereo PCM, and the `stsd` box that describes it in a QuickTime file. */
async function pcmMaster(): Promise<{ sampleDescription: Uint8Array; pcm: Uint8Array }> {
  const sine = ['-f', 'lavfi', '-i', 'sine=r=48000:d=0.2', '-ac', '2', '-c:a', 'pcm_s16le'];
  const quickTime = ['-f', 'mov', '-movflags', 'empty_moov+default_base_moof', 'pipe:1'];
  const bytes = await runToolOrFail('ffmpeg', [...QUIET, ...sine, ...quickTime]);
  const stsd = descend(bytes, ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd']);
  const mdat = descend(bytes, ['mdat']);
  return {
    sampleDescription: bytes.subarray(stsd.start, stsd.end),
    pcm: bytes.subarray(mdat.contentStart, mdat.end),
  };
}

/** The box at the end of `path`: at each level the first of its type. */
function descend(bytes: Uint8Array, path: readonly string[]): Box {
  return path.reduce<Box>((box, type) => {
    const child = box.find(type);
    if (child === undefined) throw new Error(`no ${type} box`);
    return child;
  }, encoderBoxes(bytes));
}
