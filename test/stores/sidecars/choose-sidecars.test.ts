import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chooseSidecars } from '../../../src/stores/sidecars/choose-sidecars.js';

const chosen = (...names: string[]) => chooseSidecars('film', names).chosen.map(({ name }) => name);

it('sidecars stand in one order, whatever order the folder has them in', () => {
  const names = [
    ...['film.de.srt', 'film.en.vtt', 'film.en.forced.vtt', 'film.en.sdh.srt'],
    ...['film.es.m4a', 'film.en.ad.m4a', 'film.png', 'film.json'],
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(names, { minLength: names.length }), (shuffled) => {
      expect(chosen(...shuffled)).toStrictEqual([
        ...['film.de.srt', 'film.en.vtt', 'film.en.sdh.srt', 'film.en.forced.vtt'],
        ...['film.en.ad.m4a', 'film.es.m4a', 'film.png', 'film.json'],
      ]);
    }),
    { seed: 14 },
  );
});

it('of two that say the same one is chosen, and the other is named', () => {
  const names = ['film.en.ass', 'film.EN.vtt', 'film.en.vtt', 'film.eng.srt', 'film.jpeg', 'film.jpg'];
  for (const order of [names, names.toReversed()]) {
    const { chosen, ignored } = chooseSidecars('film', order);
    expect(chosen.map(({ name }) => name)).toStrictEqual(['film.en.vtt', 'film.jpg']);
    expect(ignored).toStrictEqual(
      ['film.EN.vtt', 'film.en.ass', 'film.eng.srt', 'film.jpeg'].map((name) => ({
        name,
        problem: 'duplicate',
      })),
    );
  }
});

it('one asset has two hundred at most, and names at most fifty that are not used', () => {
  const languages = Array.from(
    { length: 400 },
    (_, i) => `q${String.fromCharCode(97 + (i % 20))}${String.fromCharCode(97 + Math.floor(i / 20))}`,
  );
  const names = languages.map((language) => `film.${language}.vtt`);
  const { chosen, ignored } = chooseSidecars('film', names);
  expect(chosen).toHaveLength(200);
  expect(ignored).toHaveLength(50);
  expect(new Set(ignored.map(({ problem }) => problem))).toStrictEqual(new Set(['too_many']));
});
