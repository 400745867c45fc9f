import { describe, expect, it } from 'vitest';
import { listPages } from '../../../src/stores/s3/list-pages.js';
import { codeOf } from '../../masters/support/errors.js';

type Answer = Awaited<ReturnType<Parameters<typeof listPages>[1]>>;

const object = (Key: string, more: object = {}) => ({ Key, Size: 1, ETag: '"a"', ...more });

/** The keys of all pages, each the answer to the token before. */
async function keysOf(prefix: string, ask: (token: string | undefined) => Answer): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of listPages(prefix, async (token) => ask(token)))
    keys.push(...page.map(({ key }) => key));
  return keys;
}

describe('a list', () => {
  it('goes on with the token of the page before, until there is none', async () => {
    const pages: Record<string, Answer> = {
      '': { Contents: [object('a')], NextContinuationToken: 'x' },
      x: { Contents: [object('b')], NextContinuationToken: 'y' },
      y: {},
    };
    expect(await keysOf('', (token) => pages[token ?? '']!)).toStrictEqual(['a', 'b']);
  });

  it('asks for no page that its reader does not want', async () => {
    let asked = 0;
    for await (const _ of listPages('', async () => ({ NextContinuationToken: String(asked++) }))) break;
    expect(asked).toBe(1);
  });

  it('decodes keys as the answer says they are encoded', async () => {
    const Contents = ['a+b%2Bc%C3%A9%01', '%zz', '%ff'].map((key) => object(key));
    expect(await keysOf('', () => ({ Contents, EncodingType: 'url' }))).toStrictEqual(['a b+cé\u0001']);
    expect(await keysOf('', () => ({ Contents }))).toStrictEqual(['a+b%2Bc%C3%A9%01', '%zz', '%ff']);
  });

  it('leaves out what is not under the prefix, and what cannot be read by version', async () => {
    const Contents = [
      object('films/a'),
      object('other/b'),
      object('films/c', { ETag: undefined }),
      object('films/d', { ETag: 'W/"a"' }),
      object('films/e', { Size: -1 }),
      object('films/f', { Size: Number.NaN }),
      object('films/g', { Size: undefined }),
      { Size: 1, ETag: '"a"' },
      object('films/h', { LastModified: new Date(Number.NaN) }),
    ];
    expect(await keysOf('films/', () => ({ Contents }))).toStrictEqual(['films/a', 'films/h']);
  });
});

describe('a hostile list', () => {
  it.each([
    ['names the same page again and again', () => 'again'],
    ['goes round in circles', (asked: number) => `page ${asked % 7}`],
    ['never ends', (asked: number) => `page ${asked}`],
  ])('that %s ends as a failure of the store', async (_, tokenOf) => {
    let asked = 0;
    const answer = () => ({ Contents: [object('a')], NextContinuationToken: tokenOf(asked++) });
    expect(await codeOf(() => keysOf('', answer))).toBe('store_unavailable');
    expect(asked).toBeLessThanOrEqual(1001);
  });

  it('with a page of a hundred thousand objects is read as far as a page may be', async () => {
    const Contents = Array.from({ length: 100_000 }, (_, i) => object(`film-${i}`));
    expect(await keysOf('', () => ({ Contents }))).toHaveLength(1000);
  });
});
