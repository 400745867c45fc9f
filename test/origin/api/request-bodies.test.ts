import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { invalidationRequestSchema } from '../../../src/edges/index.js';
import { tokenRequestSchema } from '../../../src/origin/api/issue-token.js';
import { openApiDocument } from '../../../src/origin/api/openapi.js';
import { formsOf, mismatches, type Schema } from './support/json-schema.js';

const { paths } = openApiDocument('1.2.3');
const invalidation = bodyOf(paths['/api/invalidations']);
const token = bodyOf(paths['/api/tokens']);

interface Operations {
  readonly post: {
    readonly requestBody: { readonly content: { readonly 'application/json': { schema: object } } };
  };
}

function bodyOf({ post }: Operations): Schema {
  return post.requestBody.content['application/json'].schema as Schema;
}

const JWT = `${'h'.repeat(36)}.${'p'.repeat(90)}.${'s'.repeat(43)}`;

describe('the body of POST /api/invalidations, as described', () => {
  const forms = (body: unknown) => formsOf(body, invalidation['oneOf'] as Schema[]).length;

  it.each([
    { everything: true },
    { everything: true, mode: 'soft' },
    { asset: 'film' },
    { asset: 'film', mode: 'hard' },
    { asset: 'film', version: '1-2' },
    { asset: 'film', rendition: 'v720' },
    { asset: 'film', rendition: 'v720', mode: 'soft' },
    { viewer: 'one' },
    { viewer: 'one', seconds: 60 },
    { token: JWT },
    { token: JWT, seconds: 60 },
  ])('matches exactly one form: %o', (body) => {
    expect(forms(body)).toBe(1);
  });

  it.each([
    [{}],
    [[]],
    [null],
    [{ everything: false }],
    [{ asset: '' }],
    [{ asset: 'film', mode: 'gentle' }],
    [{ asset: 'film', renditions: 'v720' }],
    [{ asset: 'film', rendition: 'V720' }],
    [{ asset: 'film', version: '1-2', rendition: 'v720' }],
    [{ asset: 'film', everything: true }],
    [{ viewer: 'one', seconds: 0 }],
    [{ viewer: 'one', seconds: 1.5 }],
    [{ viewer: 'one', mode: 'hard' }],
    [{ viewer: 'one', token: JWT }],
    [{ token: 'h.p' }],
  ])('matches no form: %o', (body) => {
    expect(forms(body)).toBe(0);
  });

  it('says what is left out', () => {
    expect(JSON.stringify(invalidation)).toContain('"default":"hard"');
    expect(JSON.stringify(invalidation)).toContain('"default":86400');
  });
});

describe('what the document accepts', () => {
  it.each([
    ['an invalidation', invalidation, invalidationRequestSchema, invalidationBodies],
    ['a token', token, tokenRequestSchema, tokenBodies],
  ])('is what the server accepts as a request of %s', (_, described, read, bodies) => {
    const { accepted, refused } = bothAgree(described, read, bodies({ unit: 'binary-ascii' }));
    expect(accepted).toBeGreaterThan(200);
    expect(refused).toBeGreaterThan(200);
  });

  // The standard counts characters, the server UTF-16 code units, of which a character beyond U+FFFF is two.
  it.each([
    ['an invalidation', invalidation, invalidationRequestSchema, invalidationBodies],
    ['a token', token, tokenRequestSchema, tokenBodies],
  ])(
    'includes all that the server accepts as a request of %s, in any script',
    (_, described, read, bodies) => {
      const property = fc.property(bodies({ unit: 'binary' }), (body) => {
        if (read.safeParse(body).success) expect(mismatches(body, described)).toStrictEqual([]);
      });
      fc.assert(property, { seed: 2, numRuns: 2000 });
    },
  );
});

/** Asserts that both accept the same bodies, and counts those. */
function bothAgree(described: Schema, read: z.ZodType, bodies: Arbitrary<unknown>) {
  let accepted = 0;
  let refused = 0;
  const property = fc.property(bodies, (body) => {
    const isAccepted = read.safeParse(body).success;
    if (isAccepted) accepted += 1;
    else refused += 1;
    expect(mismatches(body, described).length === 0).toBe(isAccepted);
  });
  fc.assert(property, { seed: 1, numRuns: 4000 });
  return { accepted, refused };
}

interface Text {
  readonly unit: 'binary' | 'binary-ascii';
}

const text = (limit: number, { unit }: Text) =>
  fc.oneof(
    { arbitrary: fc.string({ unit, minLength: 1, maxLength: 20 }), weight: 4 },
    { arbitrary: fc.string({ unit, minLength: limit - 1, maxLength: limit + 1, size: 'max' }), weight: 1 },
  );

function invalidationBodies(unit: Text): Arbitrary<unknown> {
  const mode = fc.constantFrom('hard', 'soft');
  const seconds = fc.oneof(fc.integer({ min: 0, max: 367 * 86_400 }), fc.double());
  const asset = text(1024, unit);
  return nearly([
    { everything: fc.boolean(), mode },
    { asset, mode },
    { asset, version: text(128, unit), mode },
    { asset, rendition: fc.stringMatching(/^[a-z][a-z0-9-]{0,32}$/), mode },
    { viewer: text(128, unit), seconds },
    { token: fc.stringMatching(/^[\w-]{1,9}\.[\w-]{1,9}\.[\w-]{1,9}$/), seconds },
  ]);
}

function tokenBodies(unit: Text): Arbitrary<unknown> {
  const ttl = fc.oneof(fc.constantFrom('4h', '15m'), text(16, unit));
  return nearly([{ asset: text(1024, unit), ttl, claims: fc.dictionary(text(64, unit), fc.jsonValue()) }]);
}

/** Bodies of a form with its first members and any of the others, some with a wrong or a further member, as JSON carries them. */
function nearly(forms: readonly Readonly<Record<string, Arbitrary<unknown>>>[]): Arbitrary<unknown> {
  const names = [...new Set(forms.flatMap((form) => Object.keys(form))), 'more', '__proto__'];
  const strange = fc.dictionary(fc.constantFrom(...names), fc.jsonValue(), { maxKeys: 1 });
  const right = fc.oneof(
    ...forms.map((form) => fc.record(form, { requiredKeys: Object.keys(form).slice(0, -1) })),
  );
  const odd = fc
    .tuple(right, fc.oneof(right, strange))
    .map((both) => Object.fromEntries(both.flatMap(Object.entries)));
  return fc.oneof(right, odd, fc.jsonValue()).map((body) => JSON.parse(JSON.stringify(body)) as unknown);
}
