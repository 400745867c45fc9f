/** Which tracks of Matroska files are played, and how they are described. */
import { describe, expect, test } from 'vitest';
import { indexMatroska } from '../../../src/masters/indexing/index-matroska.js';
import type { MediaTools } from '../../../src/masters/indexing/media-tools.js';
import { ID } from '../../../src/matroska/index.js';
import { IndexBudget } from '../../../src/tracks/index-budget.js';
import { MAX_SAMPLES } from '../../../src/tracks/limits.js';
import { damaged } from '../../../src/tracks/refusals.js';
import { element, float, text, unsigned } from '../../matroska/support/write-ebml.js';
import {
  AUDIO,
  cluster,
  ebmlHeader,
  info,
  KEYFRAME,
  LACING,
  lace,
  matroska,
  simpleBlock,
  type TrackSpec,
  tracks,
} from '../../matroska/support/write-matroska.js';
import { inMemory } from '../support/byte-source.js';
import { codeOf } from '../support/errors.js';
import { fakeTools } from '../support/fake-tools.js';

const size = (width: number, height: number, ...more: Uint8Array[]) =>
  element(ID.video, unsigned(ID.pixelWidth, width), unsigned(ID.pixelHeight, height), ...more);

const FILM: TrackSpec = { number: 1, codecPrivate: Buffer.alloc(20), more: [size(640, 360)] };
const COVER: TrackSpec = { number: 3, codecId: 'V_MJPEG', more: [size(2000, 3000)] };
const STEREO: TrackSpec = { ...AUDIO, codecPrivate: Buffer.of(0x11, 0x90) };

/** A frame of each of these tracks, `time` milliseconds after the start. */
const frames = (time: number, ...numbers: readonly number[]) =>
  numbers.map((number) => simpleBlock(number, time, KEYFRAME, Buffer.from([number, 2, 3, 4])));
const filmOf = (...specs: readonly TrackSpec[]) => [info(), tracks(...specs)];
const audioFrames = [0, 21, 43, 64].flatMap((time) => frames(time, 2));
const PLAYED = [...audioFrames, ...[0, 400, 800, 1200].flatMap((time) => frames(time, 1))];

interface Options {
  readonly tools?: MediaTools;
  readonly budget?: IndexBudget;
}

async function indexed(file: Uint8Array, { tools = fakeTools, budget = new IndexBudget() }: Options = {}) {
  const signal = new AbortController().signal;
  const index = await indexMatroska(inMemory(file), 0, { tools, budget, signal });
  return {
    ...index,
    reasons: index.ignored.map(({ id, kind, codec, reason }) => `${id} ${kind} ${codec}: ${reason}`),
  };
}

const codeOfIndexing = (file: Uint8Array, options?: Options) => codeOf(() => indexed(file, options));

describe('a picture beside a film', () => {
  const cover = frames(0, 3);

  test('is not played, though it is first, larger, and not said to be one', async () => {
    const file = matroska(...filmOf(COVER, FILM, STEREO), cluster(0, ...cover, ...PLAYED));
    const { video, audio, reasons } = await indexed(file);
    expect([video?.id, video?.frames.length, audio.map(({ id }) => id)]).toEqual([1, 4, [2]]);
    expect(reasons).toEqual(['0 video V_MJPEG: attached picture']);
  });

  test('may be of any codec', async () => {
    const file = matroska(...filmOf({ ...FILM, ...{ number: 3 } }, FILM), cluster(0, ...cover, ...PLAYED));
    const { video, reasons } = await indexed(file);
    expect(video?.id).toBe(1);
    expect(reasons).toEqual(['0 video V_MPEG4/ISO/AVC: another video track is played']);
  });

  test('may be stored as video for Windows', async () => {
    const codecPrivate = Buffer.alloc(40);
    codecPrivate.write('MPNG', 16, 'latin1');
    const png = { ...COVER, codecId: 'V_MS/VFW/FOURCC', codecPrivate };
    const { video, reasons } = await indexed(matroska(...filmOf(png, FILM), cluster(0, ...cover, ...PLAYED)));
    expect([video?.id, reasons]).toEqual([1, ['0 video V_MS/VFW/FOURCC: attached picture']]);
  });

  test('is shown while audio plays that has no other', async () => {
    const { video, audio, reasons } = await indexed(
      matroska(...filmOf(COVER, STEREO), cluster(0, ...cover, ...audioFrames)),
    );
    expect([video?.id, video?.frames.length, audio.length, reasons]).toEqual([0, 1, 1, []]);
  });

  test('costs the audio nothing if it cannot be decoded', async () => {
    const decodeVideo = () => Promise.reject(damaged('no picture'));
    const { video, audio, reasons } = await indexed(
      matroska(...filmOf(COVER, STEREO), cluster(0, ...cover, ...audioFrames)),
      { tools: { ...fakeTools, decodeVideo } },
    );
    expect([video, audio.length]).toEqual([undefined, 1]);
    expect(reasons).toEqual(['0 video V_MJPEG: attached picture']);
  });

  test('a film of images is a film', async () => {
    const file = matroska(...filmOf({ ...COVER, number: 1 }), cluster(0, ...PLAYED));
    expect((await indexed(file)).video?.frames.length).toBe(4);
  });
});

describe('several tracks', () => {
  const other: TrackSpec = { ...FILM, number: 3, more: [size(1920, 1080)] };
  const both = [0, 40].flatMap((time) => frames(time, 1, 3));

  test('of equal rank, the larger video is played', async () => {
    const { video, reasons } = await indexed(matroska(...filmOf(FILM, other), cluster(0, ...both)));
    expect(video?.id).toBe(1);
    expect(reasons).toEqual(['0 video V_MPEG4/ISO/AVC: another video track is played']);
  });

  test.each([ID.flagDefault, ID.flagEnabled])('the default is played before a larger one', async (flag) => {
    const larger = { ...other, more: [...other.more!, unsigned(flag, 0)] };
    expect((await indexed(matroska(...filmOf(FILM, larger), cluster(0, ...both)))).video?.id).toBe(0);
  });

  test('audio has its language and its name', async () => {
    const more = [...STEREO.more!, text(ID.languageBcp47, 'de-AT'), text(ID.name, 'Kommentar')];
    const second = { ...STEREO, number: 3, more: [...more, unsigned(ID.flagDefault, 0)] };
    const { audio } = await indexed(
      matroska(...filmOf(STEREO, second), cluster(0, ...frames(0, 2, 3), ...frames(21, 2, 3))),
    );
    expect(audio.map(({ language, name, enabled }) => [language, name, enabled])).toEqual([
      ['en', '', true],
      ['de-AT', 'Kommentar', false],
    ]);
  });
});

describe('what one track cannot do does not cost the others', () => {
  const encryption = element(
    ID.contentEncodings,
    element(ID.contentEncoding, unsigned(ID.contentEncodingType, 1)),
  );

  test('audio that is encrypted is ignored', async () => {
    const locked = { ...STEREO, number: 3, more: [...STEREO.more!, encryption] };
    const file = matroska(...filmOf(FILM, locked, STEREO), cluster(0, ...PLAYED, ...frames(0, 3)));
    const { audio, reasons } = await indexed(file);
    expect(audio.map(({ id }) => id)).toEqual([2]);
    expect(reasons).toEqual(['1 audio A_AAC: The file is encrypted. Store an unencrypted master.']);
  });

  test('a film whose video is encrypted is refused', async () => {
    const locked = { ...FILM, more: [...FILM.more!, encryption] };
    const file = matroska(...filmOf(locked, STEREO), cluster(0, ...PLAYED));
    expect(await codeOfIndexing(file)).toBe('master_encrypted');
  });

  test('a file that is encrypted altogether is refused as such', async () => {
    const locked = { ...STEREO, more: [...STEREO.more!, encryption] };
    const file = matroska(...filmOf(locked), cluster(0, ...PLAYED));
    expect(await codeOfIndexing(file)).toBe('master_encrypted');
  });

  test('tracks that are announced and never sent are ignored', async () => {
    const absent = [
      { ...FILM, number: 4 },
      { ...STEREO, number: 5 },
    ];
    const { video, audio, reasons } = await indexed(
      matroska(...filmOf(...absent, FILM, STEREO), cluster(0, ...PLAYED)),
    );
    expect([video?.id, audio.map(({ id }) => id)]).toEqual([2, [3]]);
    expect(reasons).toEqual(['0 video V_MPEG4/ISO/AVC: it has no frames', '1 audio A_AAC: it has no frames']);
  });

  test('a file without any frame is refused', async () => {
    expect(await codeOfIndexing(matroska(...filmOf(FILM, STEREO)))).toBe('master_duration_unsupported');
  });

  test('of more samples than an index can hold, the last audio is given up', async () => {
    const budget = new IndexBudget();
    budget.add({ kind: 'audio', samples: MAX_SAMPLES - 40_000, tableBytes: 0 }, true);
    const laced = (number: number) => {
      const silence = lace('fixed', new Array<Buffer>(256).fill(Buffer.of(1)));
      return simpleBlock(number, 0, KEYFRAME | LACING.fixed, silence);
    };
    const many = new Array<Buffer>(20).fill(Buffer.concat([laced(2), laced(3)]));
    const file = matroska(...filmOf(FILM, STEREO, { ...STEREO, number: 3 }), cluster(0, ...many, ...PLAYED));
    const { video, audio, reasons } = await indexed(file, { budget });
    expect([video?.id, audio.map(({ id }) => id)]).toEqual([0, [1]]);
    expect(reasons).toEqual([
      expect.stringMatching(/^2 audio A_AAC: .* more samples than an index can hold/),
    ]);
  });
});

test('text for which an index has no room costs no audio', async () => {
  const budget = new IndexBudget();
  budget.add({ kind: 'audio', samples: MAX_SAMPLES - 40_000, tableBytes: 0 }, true);
  const text: TrackSpec = { number: 3, type: 'text', codecId: 'S_TEXT/UTF8' };
  const file = matroska(...filmOf(FILM, STEREO, text), cluster(0, ...PLAYED, ...frames(0, 3)));
  const { video, audio, text: found, reasons } = await indexed(file, { budget });
  expect([video?.id, audio.map(({ id }) => id), found]).toEqual([0, [1], []]);
  expect(reasons).toEqual([
    expect.stringMatching(/^2 text S_TEXT\/UTF8: .* more samples than an index can hold/),
  ]);
});

describe('a description', () => {
  test('is that of MP4 for codecs that it has, else the beginning of a Matroska file', async () => {
    const ffv1 = { ...FILM, codecId: 'V_FFV1' };
    const { video, audio } = await indexed(matroska(...filmOf(ffv1, STEREO), cluster(0, ...PLAYED)));
    expect([video?.sampleDescription.byteLength, audio[0]?.matroskaHeader]).toEqual([0, undefined]);
    expect(Buffer.from(video!.matroskaHeader!).includes('V_FFV1')).toBe(true);
    expect(Buffer.from(audio[0]!.sampleDescription).includes('mp4a')).toBe(true);
  });

  test('of compressed frames is that of Matroska', async () => {
    const zlib = element(ID.contentEncodings, element(ID.contentEncoding, element(ID.contentCompression)));
    const packed = { ...FILM, more: [...FILM.more!, zlib] };
    const { video } = await indexed(matroska(...filmOf(packed), cluster(0, ...PLAYED)));
    expect(Buffer.from(video!.matroskaHeader!).includes(zlib)).toBe(true);
  });

  test('has the shape of pixels and the rotation that the file states', async () => {
    const display = [unsigned(ID.displayWidth, 854), unsigned(ID.displayHeight, 480)];
    const projection = element(ID.projection, float(ID.projectionPoseRoll, 90));
    const turned = { ...FILM, more: [size(720, 480, ...display, projection)] };
    const { video } = await indexed(matroska(...filmOf(turned), cluster(0, ...PLAYED)));
    expect(video?.pixelAspectRatio).toEqual({ horizontal: 427, vertical: 360 });
    expect(video?.orientation).toEqual({ mirrored: false, rotation: 270 });
  });

  test('of frames whose first bytes are not stored has them for each', async () => {
    const settings = element(ID.contentCompSettings, Buffer.of(0, 0));
    const compression = element(ID.contentCompression, unsigned(ID.contentCompAlgo, 3), settings);
    const encodings = element(ID.contentEncodings, element(ID.contentEncoding, compression));
    const stripped = { ...FILM, more: [...FILM.more!, encodings] };
    const { video } = await indexed(matroska(...filmOf(stripped), cluster(0, ...PLAYED)));
    expect(video?.samples.prefix).toEqual(Uint8Array.of(0, 0));
    expect([...video!.samples.sizes]).toEqual([6, 6, 6, 6]);
  });
});

describe('a recording that was cut off', () => {
  const whole = element(
    ID.segment,
    info({ duration: 4000 }),
    tracks(FILM),
    cluster(0, ...PLAYED),
    cluster(2000),
  );
  const cut = (bytes: number) => Buffer.concat([ebmlHeader(), whole.subarray(0, whole.length - bytes)]);

  test('plays what is whole, and what is missing is said', async () => {
    const { video, missing } = await indexed(cut(5));
    expect(video?.frames.length).toBe(4);
    expect(missing).toEqual({
      seconds: expect.closeTo(2.8, 3),
      reason: 'the file ends before its media does',
    });
  });

  test('is refused if nothing worth playing is left', async () => {
    const film = matroska(...filmOf(FILM), cluster(0, ...frames(0, 1), ...frames(20, 1), ...frames(1000, 1)));
    expect(await codeOfIndexing(film.subarray(0, film.length - 12))).toBe('master_truncated');
  });

  test('a whole file lacks nothing', async () => {
    expect((await indexed(matroska(...filmOf(FILM), cluster(0, ...PLAYED)))).missing).toBeUndefined();
  });
});
