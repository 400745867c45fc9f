/** Bitmaps of text in transport streams: what is one display set, where it is, and when it is shown. */
import { describe, expect, test } from 'vitest';
import { TextUnits } from '../../../src/demux/transport-stream/text/text-units.js';
import { readTextTrack } from '../../../src/masters/index.js';
import { plainText } from '../../../src/text/index.js';
import { MAX_TEXT_SAMPLES, packetizedSamples, type TextTrack } from '../../../src/tracks/index.js';
import { registration } from '../../../src/transport-stream/index.js';
import {
  type AnnouncedPage,
  type TeletextUnit,
  teletextDescriptor,
} from '../../support/teletext/teletext-stream.js';
import { boxed, teletextPayload, type WrittenPage } from '../../support/teletext/write-teletext.js';
import { inMemory } from '../support/byte-source.js';
import { fakeTools } from '../support/fake-tools.js';
import { inMemoryMaster } from '../support/in-memory-master.js';
import { indexMaster } from '../support/index-master.js';
import {
  FRAME_TICKS,
  filmStream,
  musicStream,
  programmePackets,
  type WrittenStream,
  type WrittenUnit,
} from '../support/write-transport-stream.js';

const SECOND = 90_000;
const BLURAY = registration('HDMV');
const never = new AbortController().signal;
const index = (bytes: Uint8Array) => indexMaster(inMemoryMaster(bytes), '', fakeTools, never);
const fileOf = (streams: readonly WrittenStream[]) => Buffer.concat(programmePackets(streams, 1, BLURAY));

/** A segment of PGS of a kind, with any contents. */
function graphics(type: number, size: number): Buffer {
  return Buffer.concat([Buffer.of(type, size >> 8, size & 0xff), Buffer.alloc(size, type)]);
}

/** Composition, window, palette, object and end. */
const displaySet = (size: number) => [0x16, 0x17, 0x14, 0x15, 0x80].map((type) => graphics(type, size));

/** The film begins at a second of its clock. */
const graphicsStream = (units: readonly WrittenUnit[]): WrittenStream => ({
  ...{ pid: 0x1200, streamType: 0x90, units },
});

/** A packet of DVB subtitles, of one segment. */
function dvbPacket(size: number, page = 1): Buffer {
  const head = Buffer.of(0x20, 0, 0x0f, 0x10, 0, page, size >> 8, size & 0xff);
  return Buffer.concat([head, Buffer.alloc(size, 7), Buffer.of(0xff)]);
}

interface DvbLanguage {
  readonly language: string;
  readonly type?: number;
  readonly page?: number;
}

function dvbStream(units: readonly WrittenUnit[], languages: readonly DvbLanguage[]): WrittenStream {
  const entries = languages.map(({ language, type = 0x10, page = 1 }) =>
    Buffer.concat([Buffer.from(language, 'latin1'), Buffer.of(type, 0, page, 0, page + 1)]),
  );
  const info = Buffer.concat([Buffer.of(0x59, 8 * entries.length), ...entries]);
  return { pid: 0x1300, streamType: 6, info, units };
}

/** The samples of a text as they are read back from the file. */
async function samplesOf(bytes: Uint8Array, { samples }: TextTrack): Promise<Buffer[]> {
  const { packets, count } = samples;
  const found: Buffer[] = [];
  const run = { first: 0, end: count };
  for await (const sample of packetizedSamples({ ...samples, packets: packets! }, run, inMemory(bytes)))
    found.push(Buffer.from(sample));
  return found;
}

const startsOf = ({ samples }: TextTrack) => Array.from(samples.starts);

describe('graphics of Blu-ray', () => {
  const [first, second] = [displaySet(300), displaySet(40)];

  test('of which each segment has a packet are put together, at the time of their composition', async () => {
    const units = [
      ...first.map((bytes, i) => ({ bytes, pts: 2 * SECOND - (i === 0 ? 0 : 900) })),
      ...second.map((bytes) => ({ bytes, pts: 4 * SECOND })),
    ];
    const file = fileOf([filmStream(30), graphicsStream(units)]);
    const { text, video } = await index(file);
    expect(text[0]).toMatchObject({ id: 1, format: { kind: 'bitmap', codec: 'hdmv_pgs_subtitle' } });
    expect(await samplesOf(file, text[0]!)).toEqual([Buffer.concat(first), Buffer.concat(second)]);
    expect(startsOf(text[0]!)).toEqual([1000, 3000]);
    // Each until the next, the last until the film ends.
    const end = Math.round((1000 * video!.end) / video!.timescale);
    expect(Array.from(text[0]!.samples.ends)).toEqual([3000, end]);
  });

  test('of which a packet has all segments of a time are told apart', async () => {
    const units = [first, second].map((set, i) => ({
      ...{ bytes: Buffer.concat(set), pts: (2 + i) * SECOND },
    }));
    const file = fileOf([filmStream(30), graphicsStream(units)]);
    const { text } = await index(file);
    expect(await samplesOf(file, text[0]!)).toEqual([Buffer.concat(first), Buffer.concat(second)]);
    expect(startsOf(text[0]!)).toEqual([1000, 2000]);
  });

  test('that begin without a composition are left out, and the next set is whole', async () => {
    const units = [...first.slice(2), ...second].map((bytes) => ({ bytes, pts: 2 * SECOND }));
    const file = fileOf([filmStream(30), graphicsStream(units)]);
    expect(await samplesOf(file, (await index(file)).text[0]!)).toEqual([Buffer.concat(second)]);
  });

  test('are listed as text that can only be burned in', async () => {
    const { ignored } = await index(
      fileOf([filmStream(30), graphicsStream([{ bytes: Buffer.concat(first), pts: 2 * SECOND }])]),
    );
    expect(ignored).toMatchObject([{ id: 1, codec: 'PGS', reason: 'bitmaps of text can only be burned in' }]);
  });
});

describe('DVB subtitles', () => {
  test('of one time are one set, however many packets they have, with their language, pages and purpose', async () => {
    const packets = [dvbPacket(30), dvbPacket(90), dvbPacket(5)];
    const units = packets.map((bytes, i) => ({ bytes, pts: i < 2 ? 2 * SECOND : 3 * SECOND }));
    const file = fileOf([filmStream(30), dvbStream(units, [{ language: 'ger', type: 0x24, page: 7 }])]);
    const { text } = await index(file);
    expect(text[0]).toMatchObject({ language: 'de', isHearingImpaired: true });
    expect(Array.from(text[0]!.configuration)).toEqual([0, 7, 0, 8, 0x24]);
    expect(await samplesOf(file, text[0]!)).toEqual([Buffer.concat(packets.slice(0, 2)), packets[2]]);
    expect(startsOf(text[0]!)).toEqual([1000, 2000]);
  });

  test('of several texts in the same packets are a track each, told apart by their pages', async () => {
    const [german, french] = [dvbPacket(30, 1), dvbPacket(90, 3)];
    const units = [
      { bytes: german, pts: 2 * SECOND },
      { bytes: french, pts: 2 * SECOND },
      { bytes: dvbPacket(2, 1), pts: 3 * SECOND },
      { bytes: dvbPacket(2, 3), pts: 4 * SECOND },
    ];
    const languages = [
      { language: 'ger', page: 1 },
      { language: 'fre', type: 0x20, page: 3 },
    ];
    const file = fileOf([filmStream(30), musicStream(40), dvbStream(units, languages)]);
    const { text } = await index(file);
    expect(text).toMatchObject([
      { id: 2, language: 'de', isHearingImpaired: false },
      { id: 3, language: 'fr', isHearingImpaired: true },
    ]);
    expect(text.map(({ configuration }) => configuration[1])).toEqual([1, 3]);
    expect((await samplesOf(file, text[0]!))[0]).toEqual(german);
    expect((await samplesOf(file, text[1]!))[0]).toEqual(french);
    expect(text.map(startsOf)).toEqual([
      [1000, 2000],
      [1000, 3000],
    ]);
    expect(text[0]!.samples.ends[0]).toBe(2000);
  });

  test('that are announced and never sent are named', async () => {
    const { ignored } = await index(fileOf([filmStream(9), dvbStream([], [{ language: 'ger' }])]));
    expect(ignored).toMatchObject([{ codec: 'DVB subtitles', reason: 'it is never sent' }]);
  });
});

describe('teletext', () => {
  const announced = [
    { language: 'ger', type: 1, page: '100' },
    { language: 'ger', type: 2, page: '150' },
    { language: 'pol', type: 5, page: '888' },
  ];
  const page = (number: string, text: string): WrittenPage => ({ page: number, rows: { 20: boxed(text) } });
  const teletext = (units: readonly TeletextUnit[], pages: readonly AnnouncedPage[]): WrittenStream => ({
    ...{ pid: 0x1400, streamType: 6, info: teletextDescriptor(pages) },
    units: units.map((unit) => ({ pts: unit.pts, bytes: teletextPayload(unit.pages) })),
  });
  const cuesIn = async (bytes: Uint8Array, track: TextTrack) => {
    const { cues } = await readTextTrack(inMemory(bytes), track);
    return cues.map(({ start, end, payload }) => [start, end, plainText(payload)]);
  };

  test('has a text for each page of subtitles that is announced, of which the packets that change it are read', async () => {
    const units = [
      { pts: 2 * SECOND, pages: [page('150', '[r'), page('888', '_')] },
      { pts: 3 * SECOND, pages: [page('150', '[r'), { page: '100' }] },
      { pts: 4 * SECOND, pages: [{ page: '100' }] },
      { pts: 5 * SECOND, pages: [{ page: '150' }, { page: '888' }] },
    ].map((unit) => ({ ...unit, pages: unit.pages.map((own) => ({ ...own, nationalOption: 1 })) }));
    units[0]!.pages[1] = { ...units[0]!.pages[1]!, nationalOption: 0 };
    const file = fileOf([filmStream(30), musicStream(40), teletext(units, announced)]);
    const { text, ignored } = await index(file);
    expect(ignored).toEqual([]);
    expect(text).toMatchObject([
      { id: 2, language: 'de', isHearingImpaired: false, format: { kind: 'text', codec: 'dvb_teletext' } },
      { id: 3, language: 'pl', isHearingImpaired: true },
    ]);
    expect(text[0]!.samples.count).toBe(2);
    expect(await cuesIn(file, text[0]!)).toEqual([[1000, 4000, 'Är']]);
    // The characters of Polish, which nothing but the language tells.
    expect(await cuesIn(file, text[1]!)).toEqual([[1000, 4000, 'ó']]);
  });

  test('whose packets have no time of their own takes that of the video beside them', async () => {
    const packets = [page('150', 'One'), { page: '150' }].map((own) => ({ bytes: teletextPayload([own]) }));
    const pauses = (count: number) => Array.from({ length: count }, () => ({ bytes: teletextPayload([]) }));
    const units = [...pauses(50), packets[0]!, ...pauses(49), packets[1]!];
    const info = teletextDescriptor(announced);
    const file = fileOf([filmStream(30), { pid: 0x1400, streamType: 6, info, units }]);
    const { text } = await index(file);
    const [[start, end]] = (await cuesIn(file, text[0]!)) as [[number, number, string]];
    // A packet in each frame of 40 ms.
    expect(end - start).toBe(2000);
    expect(Math.abs(start - 2000)).toBeLessThanOrEqual(120);
  });

  test('that announces no subtitles, or sends none, is named', async () => {
    const reasons = async (stream: WrittenStream) => {
      const { text, ignored } = await index(fileOf([filmStream(9), stream]));
      expect(text).toEqual([]);
      return ignored;
    };
    const other = [{ pts: 2 * SECOND, pages: [page('100', 'News')] }];
    expect(await reasons(teletext(other, announced.slice(0, 1)))).toMatchObject([
      { codec: 'teletext', reason: 'it announces no page of subtitles' },
    ]);
    expect(await reasons(teletext(other, announced.slice(0, 2)))).toMatchObject([
      { codec: 'teletext', reason: 'it is never sent' },
    ]);
  });
});

describe('the times of text', () => {
  const textAt = (pts: number) => graphicsStream([{ bytes: Buffer.concat(displaySet(99)), pts }]);
  const framesOf = (bytes: Uint8Array) =>
    index(bytes).then(({ video, audio }) => [video!.samples.times, audio[0]?.samples.times]);

  test('follow the film where recordings were joined', async () => {
    const part = fileOf([filmStream(30), textAt(2 * SECOND)]);
    const { text, video } = await index(Buffer.concat([part, part]));
    const length = (1000 * (video!.end - video!.start)) / video!.timescale / 2;
    expect(startsOf(text[0]!)).toEqual([1000, 1000 + length]);
  });

  test('follow a clock that wraps', async () => {
    const start = 2 ** 33 - SECOND;
    const wrapped = { ...textAt((start + 2 * SECOND) % 2 ** 33) };
    const film = filmStream(30, start);
    const units = film.units.map((unit) => ({ ...unit, pts: unit.pts! % 2 ** 33, dts: unit.dts! % 2 ** 33 }));
    expect(startsOf((await index(fileOf([{ ...film, units }, wrapped]))).text[0]!)).toEqual([2000]);
  });

  test('are known of text that is sent before anything else', async () => {
    const { text } = await index(fileOf([textAt(SECOND), filmStream(30)]));
    expect(startsOf(text[0]!)).toEqual([0]);
  });

  test('of a clock of their own change no time of the film, and the text is not shown', async () => {
    const streams = [filmStream(30), musicStream(90)];
    const stray = graphicsStream(
      [7777, 7778, 7779].map((seconds) => ({ bytes: Buffer.concat(displaySet(9)), pts: seconds * SECOND })),
    );
    const file = fileOf([...streams, stray]);
    expect(await framesOf(file)).toEqual(await framesOf(fileOf(streams)));
    const { text, ignored } = await index(file);
    expect(text).toEqual([]);
    expect(ignored).toMatchObject([{ codec: 'PGS', reason: 'it is never sent' }]);
  });

  test('are those of the film also after minutes without text', async () => {
    const frames = 30 * 60 * 5;
    const [film] = [filmStream(frames / 6)];
    const at = (seconds: number) => ({
      bytes: Buffer.concat(displaySet(20)),
      pts: SECOND + seconds * SECOND,
    });
    const head = fileOf([film!, graphicsStream([at(1)])]);
    const tail = programmePackets([filmStream(30, SECOND + frames * FRAME_TICKS), graphicsStream([at(361)])]);
    const { text } = await index(Buffer.concat([head, ...tail.slice(2)]));
    expect(startsOf(text[0]!)).toEqual([1000, 361_000]);
  });
});

test('of sets without end, no more are kept than are needed to see that there are too many', () => {
  const units = new TextUnits(() => true);
  for (let i = 0; i < MAX_TEXT_SAMPLES + 5000; i++) {
    units.begin({ epoch: 0, ticks: i });
    units.push(Buffer.of(0x16), 0, 1, i);
  }
  expect(units.units).toHaveLength(MAX_TEXT_SAMPLES + 1);
});
