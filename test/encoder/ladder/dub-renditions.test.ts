import { describe, expect, it } from 'vitest';
import { buildLadder, type Dub, withDubs } from '../../../src/encoder/ladder/index.js';
import { renditionIdOf, renditionKeyOf } from '../../../src/shared/media-url.js';
import { audioTrack, videoTrack } from './tracks.js';

const dub = (language: string, more: Partial<Dub> = {}): Dub => {
  return { track: audioTrack({ id: 4711 }), language, description: false, version: 'v', ...more };
};
const english = audioTrack({ id: 1, language: 'en', sampleRate: 44_100 });
const ladder = buildLadder({ video: videoTrack(), audio: [english] });
const added = (...dubs: Dub[]) => withDubs(ladder, dubs).audio.filter(({ sidecar }) => sidecar);

describe('audio beside a master', () => {
  it('is offered behind its own tracks at every bitrate, and is never what the master would play', () => {
    expect(
      withDubs(ladder, [dub('es')]).audio.map(({ id, default: isDefault }) => [id, isDefault]),
    ).toStrictEqual([
      ['a1-48k', true],
      ['a-es-48k', false],
      ['a1-128k', true],
      ['a-es-128k', false],
    ]);
  });

  it('leaves the renditions of the master as they are', () => {
    const own = withDubs(ladder, [dub('en'), dub('es')]).audio.filter(({ sidecar }) => !sidecar);
    expect(own).toStrictEqual(ladder.audio);
    expect(withDubs(ladder, [])).toBe(ladder);
  });

  it('has the sample rate of the master, and so its segments', () => {
    expect(new Set(added(dub('es')).map(({ sampleRate }) => sampleRate))).toStrictEqual(new Set([44_100]));
    const silent = buildLadder({ video: videoTrack(), audio: [] });
    expect(withDubs(silent, [dub('es')]).audio[0]?.sampleRate).toBe(48_000);
  });

  it('is the same whatever other audio there is', () => {
    const alone = added(dub('es'));
    const together = added(dub('de'), dub('es'), dub('es', { description: true }));
    expect(together.filter(({ id }) => id.startsWith('a-es-4') || id.startsWith('a-es-1'))).toStrictEqual(
      alone,
    );
  });

  it.each([
    [dub('es'), 'Spanish'],
    [dub('pt-BR'), 'Brazilian Portuguese'],
    [dub('en'), 'English (dub)'],
    [dub('en', { description: true }), 'English (audio description)'],
    [dub('und'), 'Dub'],
    [dub('und', { description: true }), 'Audio description'],
    [dub('qqq'), 'qqq'],
  ])('has a name that no track of the master has', (one, name) => {
    expect(added(one).map((rendition) => rendition.name)).toStrictEqual([name, name]);
  });

  it('has ids that are those of no other, and that URLs can hold', () => {
    const dubs = ['en', 'en-AD', 'sl-Latn-IT-rozaj-1994', 'und'].flatMap((language) => [
      dub(language),
      dub(language, { description: true }),
    ]);
    const ids = added(...dubs).map(({ id }) => id);
    expect(new Set(ids).size).toBe(16);
    for (const id of ids) {
      expect(id).toMatch(/^[av][a-z0-9-]{1,40}$/);
      expect(renditionIdOf(renditionKeyOf(id, '0123456789abcdef'))).toBe(id);
    }
  });
});
