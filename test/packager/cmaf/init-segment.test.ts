import { describe, expect, it } from 'vitest';
import { readFragments } from '../../../src/packager/index.js';
import { hex } from '../support/bytes.js';
import { errorCodeOf } from '../support/errors.js';
import { readIndependently } from '../support/independent-reader.js';
import { aacInit, audioInit, avcC, avcInit, bt709, videoInit } from '../support/media.js';

/** The codecs string (RFC 6381) that an independent reader derives from the sample entry. */
function codecOf(init: Uint8Array): string | undefined {
  return readIndependently(init).getInfo().tracks[0]?.codec;
}

describe('the init segment of H.264', () => {
  it('is a CMAF header with the codec of its configuration', () => {
    expect(readIndependently(videoInit).getInfo().brands).toEqual(['iso6', 'iso6', 'cmfc']);
    expect(codecOf(videoInit)).toBe('avc1.64001f');
  });

  it('states the size of the video, square pixels and its colour', () => {
    const file = readIndependently(videoInit);
    const [track] = file.getInfo().tracks;
    expect(track?.video).toEqual({ width: 1280, height: 720 });
    expect(file.getBox('pasp')).toMatchObject({ hSpacing: 1, vSpacing: 1 });
    expect(file.getBox('colr')).toMatchObject({
      colour_type: 'nclx',
      colour_primaries: 1,
      transfer_characteristics: 1,
      matrix_coefficients: 1,
      full_range_flag: 0,
    });
  });

  it('distinguishes full range from limited range', () => {
    const colour = { primaries: 9, transfer: 16, matrix: 9, fullRange: true };
    const init = avcInit({ timescale: 25, width: 64, height: 36, avcC, colour });
    expect(readIndependently(init).getBox('colr')).toMatchObject({ colour_primaries: 9, full_range_flag: 1 });
  });

  it('contains the decoder configuration unchanged', () => {
    const { timescale, sampleEntry, samples } = readFragments(videoInit);
    expect(timescale).toBe(30000);
    expect(sampleEntry.type).toBe('avc1');
    expect(sampleEntry.avcC).toEqual(avcC);
    expect(samples).toEqual([]);
  });

  it('is the same for the same values', () => {
    const values = { timescale: 30000, width: 1280, height: 720, avcC, colour: bt709 };
    expect(hex(avcInit(values))).toBe(hex(videoInit));
  });
});

describe('the init segment of AAC', () => {
  it('is a CMAF header of AAC-LC audio', () => {
    const [track] = readIndependently(audioInit).getInfo().tracks;
    expect(track?.codec).toBe('mp4a.40.2');
    expect(track?.timescale).toBe(48000);
    expect(track?.audio).toEqual({ sample_rate: 48000, channel_count: 2, sample_size: 16 });
    expect(readIndependently(audioInit).getBox('elng')?.extended_language).toBe('en\0');
  });

  it.each([
    [48000, 2, '1190'],
    [44100, 2, '1210'],
    [24000, 1, '1308'],
    [48000, 6, '11b0'],
    [48000, 8, '11b8'],
    [96000, 2, '1010'],
  ])('describes %i Hz with %i channels as %s', (sampleRate, channels, config) => {
    const { audioSpecificConfig } = readFragments(aacInit(sampleRate, channels)).sampleEntry;
    expect(audioSpecificConfig && hex(audioSpecificConfig)).toBe(config);
  });

  it('states a sample rate that does not fit 16 bits only in the decoder configuration', () => {
    expect(readIndependently(aacInit(96000, 2)).getInfo().tracks[0]?.audio?.sample_rate).toBe(0);
  });

  it('states the bitrate', () => {
    expect(hex(audioInit)).toContain('4015' + '000000' + '0001f400' + '0001f400');
  });

  it('refuses a sample rate and a channel count that AAC has no code for', () => {
    expect(errorCodeOf(() => aacInit(47000, 2))).toBe('packaging_impossible');
    expect(errorCodeOf(() => aacInit(48000, 7))).toBe('packaging_impossible');
  });
});
