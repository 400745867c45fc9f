/** Which logo an asset has, and what a file of logos may not say. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LogosProblem, noLogos, parseLogos } from '../../../src/assets/logos/logos.js';
import { readLogos } from '../../../src/assets/logos/read-logos.js';
import { toAssetId } from '../../../src/shared/asset-id.js';

const HASH = '0123456789ab';
const images = new Map([
  ['one.png', HASH],
  ['two.png', 'ba9876543210'],
]);
const one = { image: 'one.png', place: 'top-right', size: 8, opacity: 0.8 } as const;
const two = { image: 'two.png' } as const;
const parsed = (logos: unknown) => parseLogos(JSON.stringify(logos), images);
const namesIn = (logos: unknown, asset: string) =>
  parsed(logos)
    .of(toAssetId(asset))
    .map(({ image }) => image.name);

describe('the logo of an asset', () => {
  it('is the images of its name, with the hashes of their files', () => {
    expect(parsed({ film: [one, two] }).of(toAssetId('film'))).toEqual([
      { ...one, image: { name: 'one.png', hash: HASH } },
      {
        ...{ image: { name: 'two.png', hash: 'ba9876543210' }, place: 'bottom-right' },
        ...{ size: 4, opacity: 0.6 },
      },
    ]);
  });

  it('may be there for some seconds every so often, and move', () => {
    const [logo] = parsed({ film: [{ image: 'one.png', every: 60, for: 10, move: 5 }] }).of(
      toAssetId('film'),
    );
    expect(logo).toMatchObject({
      shown: { every: 60_000, for: 10_000, from: 0 },
      moves: { every: 5000, seed: 'one.png' },
    });
  });

  it.each([
    ['channel/film', ['one.png']],
    ['channel/news/today', ['two.png']],
    ['channel/news/clean', []],
    ['channel/newsreel', ['one.png']],
    ['channel', []],
    ['channels/film', []],
    ['film', []],
  ])('is that of the longest name that it is within: %s', (asset, names) => {
    const logos = { 'channel/': [one], 'channel/news/': [two], 'channel/news/clean': [] };
    expect(namesIn(logos, asset)).toEqual(names);
  });

  it('is that of all, where it has none of its own', () => {
    const logos = { '/': [one], 'clean/': [] };
    expect([namesIn(logos, 'a'), namesIn(logos, 'a/b/c'), namesIn(logos, 'clean/a')]).toEqual([
      ['one.png'],
      ['one.png'],
      [],
    ]);
  });

  it('is found whichever way its name is spelled in Unicode', () => {
    expect(namesIn({ 'Cafe\u0301/': [one] }, 'Caf\u00e9/film')).toEqual(['one.png']);
  });

  it('is none of what every object has', () => {
    for (const asset of ['constructor', 'toString', '__proto__'])
      expect(parsed({ film: [one] }).of(toAssetId(asset))).toEqual([]);
  });
});

describe('all logos', () => {
  it('are identified by what they are, and not by the order in which they are written', () => {
    const { id } = parsed({ a: [one], b: [two] });
    expect(id).toMatch(/^[0-9a-f]{12}$/);
    expect(parsed({ b: [two], a: [one] }).id).toBe(id);
    for (const other of [{ a: [one] }, { a: [two], b: [one] }, { a: [one], 'b/': [two] }])
      expect(parsed(other).id).not.toBe(id);
    const file = JSON.stringify({ a: [one], b: [two] });
    expect(parseLogos(file, new Map([...images, ['one.png', 'aaaaaaaaaaaa']])).id).not.toBe(id);
  });
});

describe('a file of logos', () => {
  it.each([
    ['no JSON', '{', /JSON/],
    ['a list', '[]', /./],
    ['a text alone', '"film"', /./],
    ['an overlay that is in no list', '{"film": {"image": "one.png"}}', /film/],
    ['text', '{"film": [{"text": "One"}]}', /film.*image/],
    ['a text and an image', '{"film": [{"text": "One", "image": "one.png"}]}', /film/],
    ['nothing to draw', '{"film": [{}]}', /film/],
    ['an unknown member', '{"film": [{"image": "one.png", "colour": "red"}]}', /film/],
    ['five images', JSON.stringify({ film: Array(5).fill(one) }), /film/],
    ['an image that the server does not have', '{"film": [{"image": "three.png"}]}', /three\.png/],
    ['an image elsewhere', '{"film": [{"image": "../one.png"}]}', /film/],
    ['too large a size', '{"film": [{"image": "one.png", "size": 21}]}', /size/],
    ['too little opacity', '{"film": [{"image": "one.png", "opacity": 0.05}]}', /opacity/],
    ['times that do not belong together', '{"film": [{"image": "one.png", "every": 5}]}', /every/],
    ['a name that no asset has', '{"../film": []}', /film/],
    ['an empty name', '{"": []}', /name/],
    ['a name that begins with a slash', '{"/film": []}', /film/],
    ['two names that are one', '{"Cafe\u0301": [], "Caf\u00e9": []}', /twice/],
    [
      'more than a thousand names',
      JSON.stringify(Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`f${i}`, []]))),
      /1000/,
    ],
  ])('is refused with %s', (_, text, why) => {
    expect(() => parseLogos(text, images)).toThrow(LogosProblem);
    expect(() => parseLogos(text, images)).toThrow(why);
  });

  it('has problems of one printable line', () => {
    const name = `a\u0007\n${'b'.repeat(400)}`;
    expect.assertions(1);
    try {
      parseLogos(JSON.stringify({ [name]: [one] }), images);
    } catch (error) {
      expect((error as Error).message).toMatch(/^[^\p{Cc}]{1,300}$/u);
    }
  });
});

describe('the setting of logos', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-logos-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const written = async (bytes: string | Uint8Array) => {
    const path = join(folder, 'logos.json');
    await writeFile(path, bytes);
    return path;
  };

  it('may be absent: then there are none', async () => {
    expect(await readLogos(undefined, images)).toBe(noLogos);
    expect(noLogos.of(toAssetId('film'))).toEqual([]);
  });

  it('names a file', async () => {
    const logos = await readLogos(await written('{"film": [{"image": "one.png"}]}'), images);
    expect(logos.of(toAssetId('film'))).toHaveLength(1);
  });

  it.each([
    ['that is not there', () => join(folder, 'none.json')],
    ['that is a folder', () => folder],
    ['that is no UTF-8', () => written(Uint8Array.of(0x7b, 0xff, 0x7d))],
    ['that has more than a megabyte', () => written(' '.repeat(1024 * 1024 + 1))],
    ['with an image that is not there', () => written('{"film": [{"image": "three.png"}]}')],
  ])('is refused with a file %s, and says so without its path', async (_, path) => {
    const refused = await readLogos(await path(), images).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'config_invalid' });
    const { publicDetail } = refused as { readonly publicDetail: string };
    expect(publicDetail).toContain('ONPLAY_LOGOS');
    expect(publicDetail).not.toContain(folder);
  });
});
