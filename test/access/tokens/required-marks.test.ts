import jwt from 'jsonwebtoken';
import { describe, expect, it } from 'vitest';
import type { FindRequiredOverlays, RequiredOverlays } from '../../../src/access/tokens/token-marks.js';
import { createTokenVerifier } from '../../../src/access/tokens/token-verifier.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { writeMarks } from '../../../src/shared/marks/granted-marks.js';

const secret = 'a-secret-that-has-at-least-32-bytes!';
const nowSeconds = 1_800_000_000;
const asset = toAssetId('films/trailer');
const TEXT = { place: 'bottom-right', size: 4, opacity: 0.6 };

type Overlays = RequiredOverlays['overlays'];
const refusedAs = (code: string, publicDetail?: string) =>
  expect.objectContaining({
    code,
    ...(publicDetail && { publicDetail: expect.stringContaining(publicDetail) as string }),
  });

/** The marks of a session with these claims, where a rule asks for these overlays. */
async function marksOf(claims: object, overlays: Overlays, find?: FindRequiredOverlays) {
  const required = find ?? (() => [{ name: 'secret-name', overlays }]);
  const verifier = createTokenVerifier({ tokenKey: { kind: 'secret', secret } }, required);
  const payload = { sub: asset, aud: 'onplay', exp: nowSeconds + 60, ...claims };
  const token = jwt.sign(JSON.stringify(payload), secret);
  const scope = await verifier.verify(token, { asset, ip: undefined, referrer: undefined, nowSeconds });
  return scope.marks;
}

describe('the marks that a session has whatever its token says', () => {
  it('are filled in with the claims of the token, and stand after its own', async () => {
    const marks = await marksOf({ viewer: 'ann', order: 7, overlays: [{ text: 'own' }] }, [
      { text: '{viewer} {order}' },
    ]);
    expect(marks).toStrictEqual([
      { text: 'own', ...TEXT },
      { text: 'ann 7', ...TEXT },
    ]);
  });

  it('are drawn in the sessions of tokens without any', async () => {
    expect(await marksOf({}, [{ text: 'a' }, { image: 'logo.png' }])).toStrictEqual([
      { text: 'a', ...TEXT },
      { image: { name: 'logo.png' }, ...TEXT },
    ]);
  });

  it('are asked for by the viewer, the tenant and the asset of the token', async () => {
    const asked: unknown[] = [];
    await marksOf({ viewer: 'ann', tenant: 'acme' }, [], (session) => {
      asked.push([session.viewer, session.tenant, session.asset]);
      return [];
    });
    expect(asked).toStrictEqual([['ann', 'acme', asset]]);
  });

  it('are drawn once where the token has the same', async () => {
    const own = [{ text: '{viewer}' }, { text: 'b' }, { text: 'c' }];
    expect(await marksOf({ viewer: 'ann', overlays: own }, [{ text: 'ann' }, { text: 'd' }])).toHaveLength(4);
  });

  it.each([
    ['a claim that the token does not have', {}, [{ text: '{viewer}' }], 'no claim viewer'],
    ['a claim that is no text', { order: { n: 1 } }, [{ text: '{order}' }], 'no claim order'],
    ['a claim of every object', {}, [{ text: '{constructor}' }], 'no claim constructor'],
    [
      'a viewer with nothing that is seen',
      { viewer: '\u200b' },
      [{ text: '{viewer}' }],
      'a letter or a digit',
    ],
    ['a claim that is too long', { name: 'x'.repeat(200) }, [{ text: '{name}' }], 'at most 128'],
    [
      'more than four in all',
      { overlays: [{ text: 'a' }, { text: 'b' }, { text: 'c' }] },
      [{ text: 'd' }, { text: 'e' }],
      'more than 4',
    ],
    [
      'more text than a grant has room for',
      {
        overlays: [1, 2].map((n) => ({ text: `${n} ${'é'.repeat(120)}`, move: 60, seed: `${n}`.repeat(64) })),
      },
      [3, 4].map((n) => ({ text: `${n} ${'è'.repeat(120)}`, move: 60, seed: `${n}`.repeat(64) })),
      'too long',
    ],
  ] as [string, object, Overlays, string][])(
    'are refused rather than left out: %s',
    async (_, claims, overlays, why) => {
      await expect(marksOf(claims, overlays)).rejects.toThrow(refusedAs('marks_impossible', why));
    },
  );

  it('do not tell viewers the name of the rule', async () => {
    const refusal = (await marksOf({}, [{ text: '{viewer}' }]).catch((error: unknown) => error)) as Error & {
      publicDetail: string;
    };
    expect(refusal.publicDetail).not.toContain('secret-name');
    expect(String(refusal.cause)).toContain('secret-name');
  });

  it('are not the fault of a token that is refused for another reason', async () => {
    await expect(marksOf({ exp: nowSeconds - 1 }, [{ text: '{viewer}' }])).rejects.toThrow(
      refusedAs('token_expired'),
    );
    await expect(marksOf({ overlays: [{ text: '{viewer}' }] }, [{ text: 'a' }])).rejects.toThrow(
      refusedAs('token_malformed'),
    );
  });
});

describe('the marks of a token', () => {
  it('are those that a grant has room for with the hashes of images', async () => {
    const fitting: number[] = [];
    for (let length = 1; length <= 126; length++) {
      const texts = [1, 2, 3].map((n) => ({
        text: `${n} ${'é'.repeat(length)}`,
        every: 60,
        for: 10,
        from: 30,
      }));
      const overlays = [...texts, { image: 'logo.png', every: 60, for: 10, from: 30 }];
      const marks = await marksOf({ overlays }, [], () => []).catch(() => undefined);
      if (!marks) continue;
      fitting.push(length);
      const granted = marks.map((mark) =>
        mark.image ? { ...mark, image: { ...mark.image, hash: '0123456789ab' } } : mark,
      );
      expect(writeMarks(granted)).toBeDefined();
    }
    expect(fitting.length).toBeGreaterThan(10);
    expect(fitting).not.toContain(126);
  });
});
