import { describe, expect, it } from 'vitest';
import type { Asset } from '../../src/assets/asset.js';
import { chooseTracks, type DownloadFormat, readDownloadQuery } from '../../src/downloads/index.js';
import type { Rendition, TextRendition } from '../../src/encoder/index.js';
import { errorCodeOf } from '../packager/support/errors.js';
import { madeUpAsset, madeUpAudioAsset } from '../segments/support/made-up-master.js';

/** Rungs of 240, 360, 480 and 720 lines, with the audio track also in German and Brazilian Portuguese. */
function polyglot(text: readonly TextRendition[] = []): Asset {
  const asset = madeUpAsset();
  const inOtherLanguages = asset.ladder.audio.flatMap((rendition) => [
    { ...rendition, language: 'en', name: 'English', trackId: 1 },
    { ...rendition, language: 'de', name: 'German', trackId: 2, default: false },
    { ...rendition, language: 'pt-BR', name: 'Português, Brasil', trackId: 3, default: false },
    { ...rendition, language: 'en', name: 'Director’s commentary', trackId: 4, default: false },
  ]);
  const [own] = asset.ladder.audio;
  const isOwn = (rendition: Rendition) => asset.ladder.video.some((each) => each === rendition);
  const of = (rendition: Rendition) => asset.presentation.of(isOwn(rendition) ? rendition : own!);
  const presentation = { ...asset.presentation, of };
  return { ...asset, ladder: { ...asset.ladder, audio: inOtherLanguages, text }, presentation };
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
    expect(chosen('audio=german,director’s%20COMMENTARY')).toEqual(['v720', 'de 128k', 'en 128k']);
    expect(chosen('audio=portugu%C3%AAs%20brasil')).toEqual(['v720', 'pt-BR 128k']);
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
    ['audio=a,b', {}, 'rendition_unknown'],
    ['audio=German,german', {}, 'query_invalid'],
    ['audio=1,2,3,4,5,6,7,8,9', {}, 'query_invalid'],
    [`audio=${'a'.repeat(1001)}`, {}, 'query_invalid'],
    ['text=en', {}, 'rendition_unknown'],
    ['text=,', {}, 'query_invalid'],
    ['', { maxHeight: 100 }, 'no_rendition_allowed'],
  ])('%s with the limits %o are refused as %s', (query, limits, code) => {
    expect(errorCodeOf(() => chosen(query, { limits }))).toBe(code);
  });
});

describe('the text of a download', () => {
  const source = { kind: 'track', trackId: 9 } as const;
  const text = (
    id: string,
    language: string,
    name: string,
    use: { forced?: true; sdh?: true } = {},
  ): TextRendition => ({
    ...{ kind: 'text', id, source, language, name, forced: false, sdh: false },
    ...use,
  });
  const asset = polyglot([
    text('t1', 'de', 'German (forced)', { forced: true }),
    text('t2', 'de', 'German (SDH)', { sdh: true }),
    text('t3', 'de-AT', 'German (Austria)'),
    text('t4', 'en', 'English'),
  ]);
  const textsOf = (query: string, format: DownloadFormat = 'mp4') =>
    chooseTracks(asset, {}, readDownloadQuery(new URLSearchParams(query)), format).text.map(({ id }) => id);

  it('is none unless it is asked for', () => {
    expect(textsOf('')).toEqual([]);
  });

  it('is that of a language, for every viewer of it first, or of a name, in the order of the query', () => {
    expect(textsOf('text=de')).toEqual(['t3']);
    expect(textsOf('text=en,german%20(sdh),german%20(forced)')).toEqual(['t4', 't2', 't1']);
  });

  it('has no place in a file of audio alone', () => {
    expect(errorCodeOf(() => textsOf('text=de', 'm4a'))).toBe('query_invalid');
  });
});
