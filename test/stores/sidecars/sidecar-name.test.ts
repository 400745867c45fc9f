import { describe, expect, it } from 'vitest';
import type { SidecarFacts } from '../../../src/stores/sidecars/sidecar.js';
import { parseSidecarName } from '../../../src/stores/sidecars/sidecar-name.js';

const parsed = (name: string) => parseSidecarName('trailer', name);
const facts = (role: string, language = 'und', flags: Partial<SidecarFacts> = {}) => {
  return { role, language, forced: false, sdh: false, description: false, ...flags };
};

describe('the name of a sidecar', () => {
  it.each([
    ['trailer.vtt', facts('text')],
    ['trailer.en.vtt', facts('text', 'en')],
    ['trailer.de.srt', facts('text', 'de')],
    ['trailer.fr.forced.ass', facts('text', 'fr', { forced: true })],
    ['trailer.forced.fr.ass', facts('text', 'fr', { forced: true })],
    ['trailer.en.sdh.vtt', facts('text', 'en', { sdh: true })],
    ['trailer.CC.EN.VTT', facts('text', 'en', { sdh: true })],
    ['trailer.sdh.forced.en.ssa', facts('text', 'en', { sdh: true, forced: true })],
    ['trailer.es.m4a', facts('audio', 'es')],
    ['trailer.en.ad.m4a', facts('audio', 'en', { description: true })],
    ['trailer.ad.flac', facts('audio', 'und', { description: true })],
    ['trailer.jpg', facts('poster')],
    ['trailer.JPEG', facts('poster')],
    ['trailer.png', facts('poster')],
    ['trailer.webp', facts('poster')],
    ['trailer.json', facts('metadata')],
  ])('%s says what it is', (name, expected) => {
    const format = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
    expect(parsed(name)).toStrictEqual({ name, format, ...expected });
  });

  it.each([
    ['pt-br', 'pt-BR'],
    ['ZH-HANS', 'zh-Hans'],
    ['zh-hant-hk', 'zh-Hant-HK'],
    ['es-419', 'es-419'],
    ['ger', 'de'],
    ['eng', 'en'],
    ['und', 'und'],
    ['de-1996', 'de-1996'],
  ])('may have the language %s, which is %s', (tag, language) => {
    expect(parsed(`trailer.${tag}.vtt`)).toMatchObject({ language });
  });

  it.each([
    ['trailer.english.vtt', 'tag_unknown'],
    ['trailer.v2.vtt', 'tag_unknown'],
    ['trailer.pt_BR.vtt', 'tag_unknown'],
    ['trailer.en-.vtt', 'tag_unknown'],
    ['trailer.x-klingon.vtt', 'tag_unknown'],
    ['trailer..vtt', 'tag_unknown'],
    ['trailer.en..vtt', 'tag_unknown'],
    ['trailer.en.\u0007.vtt', 'tag_unknown'],
    ['trailer.e\u0301n.vtt', 'tag_unknown'],
    ['trailer.en.ad.vtt', 'tag_unknown'],
    ['trailer.en.forced.m4a', 'tag_unknown'],
    ['trailer.de-1996-1996.vtt', 'tag_unknown'],
    ['trailer.en.jpg', 'tag_unknown'],
    ['trailer.info.json', 'tag_unknown'],
    ['trailer.en.fr.vtt', 'tag_repeated'],
    ['trailer.sdh.cc.vtt', 'tag_repeated'],
    ['trailer.en.sup', 'format_unsupported'],
    [`trailer.${'x'.repeat(240)}.vtt`, 'tag_unknown'],
  ])('%j is not guessed: %s', (name, problem) => {
    expect(parsed(name)).toBe(problem);
  });

  it.each(['trailer.m4a', 'trailer.mp4', 'trailer.en.mp4', 'trailer.nfo', 'trailer.THM', 'trailer'])(
    '%s is none',
    (name) => {
      expect(parsed(name)).toBeUndefined();
    },
  );

  it('begins with that of the asset, in whichever Unicode form it is stored', () => {
    expect(parseSidecarName('Caf\u00e9', 'Cafe\u0301.en.vtt')).toMatchObject({
      language: 'en',
      name: 'Cafe\u0301.en.vtt',
    });
  });
});
