import { describe, expect, it } from 'vitest';
import type { Asset } from '../../src/assets/asset.js';
import { chooseTracks, type DownloadFormat, readDownloadQuery } from '../../src/downloads/index.js';
import type { Rendition } from '../../src/encoder/index.js';
import { errorCodeOf } from '../packager/support/errors.js';
import { madeUpAsset, madeUpAudioAsset } from '../segments/support/made-up-master.js';

/** Rungs of 240, 360, 480 and 720 lines, with the audio track also in German and Brazilian Portuguese. */
function polyglot(): Asset {
  const asset = madeUpAsset();
  const inOtherLanguages = asset.ladder.audio.flatMap((rendition) => [
    { ...rendition, language: 'en', trackId: 1 },
    { ...rendition, language: 'de', trackId: 2, default: false },
    { ...rendition, language: 'pt-BR', trackId: 3, default: false },
  ]);
  const [own] = asset.ladder.audio;
  const isOwn = (rendition: Rendition) => asset.ladder.video.some((each) => each === rendition);
  const of = (rendition: Rendition) => asset.presentation.of(isOwn(rendition) ? rendition : own!);
  const presentation = { ...asset.presentation, of };
  return { ...asset, ladder: { ...asset.ladder, audio: inOtherLanguages }, presentation };
}

const chosen = (
  query: string,
  { limits = {}, format = 'mp4' as DownloadFormat, asset = polyglot() } = {},
) => {
  const { video, audio } = chooseTracks(asset, limits, readDownloadQuery(new URLSearchParams(query)), format);
  return [video?.id, ...audio.map(({ language, bitrate }) => `${language} ${bitrate / 1000}k`)];
};

describe('the tracks of a download', () => {
  it('are the best the token allows, with the audio that is played by default', () => {
    expect(chosen('')).toEqual(['v720', 'en 128k']);
    expect(chosen('', { limits: { maxHeight: 480 } })).toEqual(['v480', 'en 128k']);
  });

  it('are those the query names', () => {
    expect(chosen('height=360&audio=de,en')).toEqual(['v360', 'de 128k', 'en 128k']);
    expect(chosen('max_height=500')).toEqual(['v480', 'en 128k']);
    expect(chosen('audio=PT')).toEqual(['v720', 'pt-BR 128k']);
    expect(chosen('audio=ger,eng')).toEqual(['v720', 'de 128k', 'en 128k']);
    expect(chosen('max_bitrate=900000')).toEqual(['v360', expect.stringContaining('en')]);
  });

  it('are the lowest where a limit of the query is below all, as in manifests', () => {
    expect(chosen('max_height=100')).toEqual(['v240', expect.stringContaining('en')]);
  });

  it('are the audio alone in an .m4a, in the quality that the token allows beside video', () => {
    expect(chosen('audio=de', { format: 'm4a' })).toEqual([undefined, 'de 128k']);
    expect(chosen('', { format: 'm4a', asset: madeUpAudioAsset() })).toEqual([undefined, 'und 128k']);
    expect(chosen('', { format: 'mp4', asset: madeUpAudioAsset() })).toEqual([undefined, 'und 128k']);
  });

  it.each([
    ['height=720', { maxHeight: 480 }, 'no_rendition_allowed'],
    ['height=721', {}, 'rendition_unknown'],
    ['audio=fr', {}, 'rendition_unknown'],
    ['height=0', {}, 'query_invalid'],
    ['height=360&height=720', {}, 'query_invalid'],
    ['audio=', {}, 'query_invalid'],
    ['audio=de,de', {}, 'query_invalid'],
    ['audio=de,ger', {}, 'query_invalid'],
    ['audio=a,b', {}, 'query_invalid'],
    ['', { maxHeight: 100 }, 'no_rendition_allowed'],
  ])('%s with the limits %o are refused as %s', (query, limits, code) => {
    expect(errorCodeOf(() => chosen(query, { limits }))).toBe(code);
  });
});
