import { describe, expect, it } from 'vitest';
import { box, u8 } from '../../../src/isobmff/boxes/write-box.js';
import { stsd } from '../../../src/isobmff/description/stsd.js';
import { type Movie, movie } from '../../../src/packager/index.js';
import { hex } from '../support/bytes.js';
import { errorCodeOf } from '../support/errors.js';
import { readIndependently } from '../support/independent-reader.js';

const video: Movie = {
  kind: 'video',
  timescale: 30000,
  width: 1920,
  height: 1080,
  language: 'und',
  sampleDescription: stsd(box('apcn', u8(...Array.from({ length: 78 }, (_, index) => index)))),
  brands: { major: 'qt  ', minor: 512, compatible: ['qt  '] },
};

describe('movie', () => {
  it('starts with the brands it is given', () => {
    const { ftyp } = readIndependently(movie(video));
    expect(ftyp.major_brand).toBe('qt  ');
    expect(ftyp.minor_version).toBe(512);
    expect(ftyp.compatible_brands).toEqual(['qt  ']);
  });

  it('has one fragmented track with id 1, without duration, rotation or edit list', () => {
    const file = readIndependently(movie(video));
    expect(file.getInfo()).toMatchObject({ isFragmented: true, timescale: 30000, duration: 0 });
    expect(file.getInfo().tracks).toMatchObject([
      { id: 1, timescale: 30000, nb_samples: 0, track_width: 1920, track_height: 1080, language: 'und' },
    ]);
    expect(file.getBox('trex')).toMatchObject({ track_id: 1, default_sample_description_index: 1 });
    expect([...(file.getBox('tkhd')?.matrix ?? [])]).toEqual([
      0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000,
    ]);
    expect(file.getBox('tkhd')?.flags).toBe(3);
    expect(file.getBox('elst')).toBeUndefined();
  });

  it('carries a sample description of any codec byte for byte', () => {
    expect(hex(movie(video))).toContain(hex(video.sampleDescription));
  });

  it('has the handler and the media header of video and of audio', () => {
    const videoFile = readIndependently(movie(video));
    expect(videoFile.getBox('hdlr')).toMatchObject({ handler: 'vide', name: 'VideoHandler' });
    expect(videoFile.getBox('vmhd')).toMatchObject({ graphicsmode: 0, flags: 1 });
    const audioFile = readIndependently(movie({ ...video, kind: 'audio', width: 0, height: 0 }));
    expect(audioFile.getBox('hdlr')).toMatchObject({ handler: 'soun', name: 'SoundHandler' });
    expect(audioFile.getBox('smhd')).toMatchObject({ balance: 0 });
    expect(audioFile.getBox('tkhd')?.volume).toBe(1);
  });

  it.each([
    ['eng', 'eng', 'eng'],
    ['pt-BR', 'und', 'pt-BR'],
    ['haw-Latn', 'haw', 'haw-Latn'],
  ])('writes the language %s as %s for old readers and in full for new ones', (language, old, whole) => {
    const file = readIndependently(movie({ ...video, language }));
    expect(file.getBox('mdhd')?.languageString).toBe(old);
    expect(file.getBox('elng')?.extended_language).toBe(`${whole}\0`);
  });

  it('has no extended language box for an unknown language', () => {
    const file = readIndependently(movie(video));
    expect(file.getBox('mdhd')?.languageString).toBe('und');
    expect(file.getBox('elng')).toBeUndefined();
  });

  it('refuses a size or a timescale that the format cannot express', () => {
    expect(errorCodeOf(() => movie({ ...video, width: 65536 }))).toBe('packaging_impossible');
    expect(errorCodeOf(() => movie({ ...video, timescale: 2 ** 32 }))).toBe('packaging_impossible');
  });
});
