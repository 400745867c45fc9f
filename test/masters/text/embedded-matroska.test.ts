/** Text, chapters and attachments of Matroska, from the file to the cues. */
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { readTextTrack } from '../../../src/masters/index.js';
import { ID } from '../../../src/matroska/index.js';
import { OnplayError } from '../../../src/shared/errors.js';
import { plainText, type TextDocument } from '../../../src/text/index.js';
import { element, text, unsigned } from '../../matroska/support/write-ebml.js';
import {
  AUDIO,
  blockGroup,
  cluster,
  info,
  KEYFRAME,
  matroska,
  simpleBlock,
  type TrackSpec,
  tracks,
} from '../../matroska/support/write-matroska.js';
import { processorMs } from '../../support/processor-time.js';
import { inMemory } from '../support/byte-source.js';
import { fakeTools } from '../support/fake-tools.js';
import { inMemoryMaster } from '../support/in-memory-master.js';
import { indexMaster } from '../support/index-master.js';

const STEREO: TrackSpec = { ...AUDIO, codecPrivate: Buffer.of(0x11, 0x90) };
const SRT: TrackSpec = {
  ...{ number: 3, type: 'text', codecId: 'S_TEXT/UTF8' },
  more: [
    text(ID.language, 'ger'),
    text(ID.name, 'Untertitel'),
    unsigned(ID.flagForced, 1),
    unsigned(ID.flagHearingImpaired, 1),
  ],
};

const COMPRESSED: TrackSpec = {
  ...SRT,
  more: [
    element(
      ID.contentEncodings,
      element(ID.contentEncoding, element(ID.contentCompression, unsigned(ID.contentCompAlgo, 0))),
    ),
  ],
};

/** Five seconds of audio that begins `from` milliseconds after the start. */
const audio = (from = 0) =>
  Array.from({ length: 235 }, (_, i) =>
    cluster(from + Math.round(i * 21.33), simpleBlock(2, 0, KEYFRAME, Buffer.from([0x21, 2, 3, 4]))),
  );

const cue = (
  time: number,
  duration: number | undefined,
  words: string | Uint8Array,
  more: readonly Uint8Array[] = [],
) =>
  cluster(
    time,
    blockGroup({ track: 3, ...(duration !== undefined && { duration }), frame: Buffer.from(words), more }),
  );

function indexed(file: Uint8Array) {
  return indexMaster(inMemoryMaster(file), '', fakeTools, new AbortController().signal);
}

async function cuesOf(file: Uint8Array, range?: { start: number; end: number }) {
  const {
    text: [track],
  } = await indexed(file);
  const { cues } = await readTextTrack(inMemory(file), track!, range);
  return cues.map(({ start, end, payload }) => [start, end, plainText(payload)]);
}

describe('text of Matroska', () => {
  test('is in the index with its language, name and purpose, and is not listed as ignored', async () => {
    const index = await indexed(matroska(info(), tracks(STEREO, SRT), cue(1000, 500, 'One'), ...audio()));
    expect(index.text).toMatchObject([
      {
        ...{ id: 1, file: 0, format: { kind: 'text', codec: 'subrip' }, language: 'de', name: 'Untertitel' },
        ...{ isDefault: true, isForced: true, isHearingImpaired: true },
      },
    ]);
    expect(index.ignored).toEqual([]);
  });

  test('is read with the times of its blocks', async () => {
    const file = matroska(
      info(),
      tracks(STEREO, SRT),
      cue(1000, 500, '<i>One</i>'),
      cue(1200, 2000, 'Two & 你好'),
      ...audio(),
    );
    expect(await cuesOf(file)).toEqual([
      [1000, 1500, 'One'],
      [1200, 3200, 'Two & 你好'],
    ]);
  });

  test('moves with the film, which is played from 0 on', async () => {
    const file = matroska(
      info(),
      tracks(STEREO, SRT),
      cue(2500, 500, 'One'),
      cue(1000, 1200, 'Before'),
      ...audio(2000),
    );
    expect(await cuesOf(file)).toEqual([
      [0, 200, 'Before'],
      [500, 1000, 'One'],
    ]);
  });

  test('ends with the next text, or after five seconds, where no duration is stated', async () => {
    const file = matroska(
      info(),
      tracks(STEREO, SRT),
      cue(0, undefined, 'One'),
      cue(1000, undefined, 'Two'),
      ...audio(),
    );
    expect(await cuesOf(file)).toEqual([
      [0, 1000, 'One'],
      [1000, 6000, 'Two'],
    ]);
  });

  test('is read as far as a range needs it, in few reads', async () => {
    const cues = Array.from({ length: 200 }, (_, i) => cue(i * 20, 20, `Cue ${i}`));
    const file = matroska(info(), tracks(STEREO, SRT), ...cues, ...audio());
    const {
      text: [track],
    } = await indexed(file);
    const source = inMemory(file);
    const { cues: read } = await readTextTrack(source, track!, { start: 1000, end: 1040 });
    expect(read.map(({ payload }) => plainText(payload))).toEqual(['Cue 50', 'Cue 51']);
    expect(source.counts.reads).toBe(1);
    expect(source.counts.bytes).toBeLessThan(100);
  });

  test('is inflated where it is compressed, and what cannot be is left out', async () => {
    const bomb = deflateSync(Buffer.alloc(10_000_000));
    const file = matroska(
      ...[info(), tracks(STEREO, COMPRESSED), cue(0, 500, deflateSync('One'))],
      ...[cue(1000, 500, bomb), cue(2000, 500, 'no zlib'), ...audio()],
    );
    expect(await cuesOf(file)).toEqual([[0, 500, 'One']]);
  });

  test('that is far larger than its file is read as far as a text may be long', async () => {
    const large = deflateSync(Buffer.alloc(64 * 1024, 'a'));
    const offsets = Float64Array.from({ length: 20_000 }, () => 0);
    const file = matroska(info(), tracks(STEREO, COMPRESSED), cue(0, 500, large), ...audio());
    const [track] = (await indexed(file)).text;
    const { offsets: at, sizes } = track!.samples;
    // Written once, and shown thousands of times.
    const samples = {
      ...{ count: offsets.length, offsets: offsets.fill(at[0]!) },
      ...{ sizes: new Uint32Array(offsets.length).fill(sizes[0]!) },
      ...{ starts: offsets.map((_, i) => i), ends: offsets.map((_, i) => i + 1) },
    };
    let document: TextDocument | undefined;
    const ms = await processorMs(async () => {
      document = await readTextTrack(inMemory(file), { ...track!, samples });
    });
    expect(document!.cues).toHaveLength(256);
    expect(document!.problems).toContainEqual(expect.objectContaining({ code: 'text_cut' }));
    // It takes some 100 ms.
    expect(ms).toBeLessThan(5000);
  });

  test('has what header stripping took from it', async () => {
    const stripping = element(
      ID.contentCompression,
      unsigned(ID.contentCompAlgo, 3),
      element(ID.contentCompSettings, Buffer.from('On')),
    );
    const encoding = element(ID.contentEncodings, element(ID.contentEncoding, stripping));
    const file = matroska(info(), tracks(STEREO, { ...SRT, more: [encoding] }), cue(0, 500, 'e'), ...audio());
    expect(await cuesOf(file)).toEqual([[0, 500, 'One']]);
  });

  test('has the settings and the id of WebVTT beside its blocks', async () => {
    const webvtt: TrackSpec = {
      number: 3,
      type: 'text',
      codecId: 'S_TEXT/WEBVTT',
      codecPrivate: Buffer.from('WEBVTT\n'),
    };
    const additions = element(
      ID.blockAdditions,
      element(
        ID.blockMore,
        unsigned(ID.blockAddId, 1),
        element(ID.blockAdditional, Buffer.from('line:0\nfirst')),
      ),
    );
    const file = matroska(
      info(),
      tracks(STEREO, webvtt),
      cue(0, 500, 'One', [additions]),
      cue(600, 10, 'Two'),
      ...audio(),
    );
    const {
      text: [track],
    } = await indexed(file);
    const { cues } = await readTextTrack(inMemory(file), track!);
    expect(cues).toMatchObject([{ id: 'first', settings: { line: { value: 0 } } }, { start: 600 }]);
    expect(cues[1]).not.toHaveProperty('settings');
  });

  test('as bitmaps is in the index, and said to be shown only burned in', async () => {
    const bitmaps: TrackSpec = { number: 3, type: 'text', codecId: 'S_HDMV/PGS' };
    const index = await indexed(matroska(info(), tracks(STEREO, bitmaps), cue(0, 500, 'P'), ...audio()));
    expect(index.text).toMatchObject([
      { format: { kind: 'bitmap', codec: 'hdmv_pgs_subtitle' }, samples: { count: 1 } },
    ]);
    expect(index.ignored).toMatchObject([
      { id: 1, kind: 'text', reason: 'bitmaps of text can only be burned in' },
    ]);
  });

  test('of a kind that is not read is named', async () => {
    const usf: TrackSpec = { number: 3, type: 'text', codecId: 'S_TEXT/USF' };
    const index = await indexed(matroska(info(), tracks(STEREO, usf), cue(0, 500, 'U'), ...audio()));
    expect(index.text).toEqual([]);
    expect(index.ignored).toMatchObject([{ id: 1, reason: 'USF is not read' }]);
  });

  test('that lasts longer than the film does not change how long that is', async () => {
    const [with_, without] = await Promise.all([
      indexed(matroska(info(), tracks(STEREO, SRT), cue(4000, 60_000, 'Long'), ...audio())),
      indexed(matroska(info(), tracks(STEREO), ...audio())),
    ]);
    expect(with_.audio[0]!.end).toBe(without.audio[0]!.end);
    expect(with_.missing).toBeUndefined();
  });
});

const display = (title: string, language: string) =>
  element(ID.chapterDisplay, text(ID.chapterString, title), text(ID.chapterLanguage, language));
const atom = (start: number, ...more: readonly Uint8Array[]) =>
  element(ID.chapterAtom, unsigned(ID.chapterTimeStart, start * 1e6), ...more);

describe('chapters of Matroska', () => {
  const edition = (...parts: readonly Uint8Array[]) => element(ID.editionEntry, ...parts);
  const chapters = element(
    ID.chapters,
    edition(atom(0, display('Not selected', 'eng'))),
    edition(
      unsigned(ID.editionFlagDefault, 1),
      atom(2000, display('Zwei', 'ger'), display('Two', 'eng')),
      atom(1000, display('Hidden', 'eng'), unsigned(ID.chapterFlagHidden, 1)),
      atom(500, display('One', 'eng')),
    ),
  );
  const FOUND = [
    { start: 500, title: 'One', language: 'en' },
    { start: 2000, title: 'Zwei', language: 'de' },
    { start: 2000, title: 'Two', language: 'en' },
  ];

  test('are those of the default edition, in every language, by their starts', async () => {
    const { chapters: found } = await indexed(matroska(info(), chapters, tracks(STEREO), ...audio()));
    expect(found).toEqual(FOUND);
  });

  test('are found at the end of the file by the seek head', async () => {
    const rest = [info(), tracks(STEREO), ...audio()];
    const seekHead = (at: number) =>
      element(
        ID.seekHead,
        element(
          ID.seek,
          element(ID.seekId, Buffer.of(0x10, 0x43, 0xa7, 0x70)),
          element(ID.seekPosition, uint32(at)),
        ),
      );
    const at = seekHead(0).byteLength + rest.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const { chapters: found } = await indexed(matroska(seekHead(at), ...rest, chapters));
    expect(found).toEqual(FOUND);
  });

  test('that are damaged cost nothing but themselves', async () => {
    const damaged = element(ID.chapters, Buffer.from([0x45, 0xb9, 0x8f, 0xff]));
    const index = await indexed(matroska(info(), damaged, tracks(STEREO), ...audio()));
    expect(index.chapters).toEqual([]);
    expect(index.audio).toHaveLength(1);
  });
});

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

test('attachments of Matroska are listed with where they are', async () => {
  const font = Buffer.from('a font');
  const attachments = element(
    ID.attachments,
    element(
      ID.attachedFile,
      text(ID.fileName, 'Noto.ttf'),
      text(ID.fileMediaType, 'font/ttf'),
      element(ID.fileData, font),
    ),
    element(ID.attachedFile, text(ID.fileName, 'nothing')),
  );
  const file = matroska(info(), attachments, tracks(STEREO), ...audio());
  const { attachments: found } = await indexed(file);
  expect(found).toEqual([
    { name: 'Noto.ttf', mediaType: 'font/ttf', offset: file.indexOf(font), size: font.length },
  ]);
});

test('text, chapters and attachments of damaged files are read as far as they can be, or the file is refused', async () => {
  const attachment = element(
    ID.attachedFile,
    text(ID.fileName, 'a.ttf'),
    element(ID.fileData, Buffer.from('font')),
  );
  const chapters = element(ID.chapters, element(ID.editionEntry, atom(500, display('One', 'eng'))));
  const head = [info(), chapters, element(ID.attachments, attachment), tracks(STEREO, SRT)];
  const file = matroska(...head, cue(0, 500, 'One'), cue(1000, 500, '<i>Two'), ...audio().slice(0, 20));
  const damage = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(damage, async (changes) => {
      const damaged = Uint8Array.from(file);
      for (const [at, byte] of changes) damaged[at] = byte;
      try {
        const { text: found } = await indexed(damaged);
        for (const track of found) await readTextTrack(inMemory(damaged), track);
      } catch (error) {
        expect(error).toBeInstanceOf(OnplayError);
      }
    }),
    { seed: 20_261_129, numRuns: 1500 },
  );
});
