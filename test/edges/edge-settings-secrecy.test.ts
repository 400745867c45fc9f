/** ONPLAY_EDGES: its credentials never appear in a problem. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEdges } from '../../src/edges/edge-settings.js';

describe('a credential', () => {
  const secret = fc.stringMatching(/^S3[A-Za-z0-9+/_=-]{14,30}$/);
  const elements = fc.record({ a: secret, b: secret, c: secret }).map(({ a, b, c }) => [
    { kind: 'fastly', service: 'abc', token: a },
    { kind: 'cloudflare', zone: 'abc', token: b },
    { kind: 'cloudfront', distribution: 'E1', accessKeyId: a, secretAccessKey: b, sessionToken: c },
    { kind: 'akamai', host: 'x.luna.akamaiapis.net', clientToken: a, clientSecret: b, accessToken: c },
    { kind: 'http', url: `https://hooks.example/${a}?key=${b}`, headers: { Authorization: `Bearer ${c}` } },
  ]);
  const secretsIn = (text: string) => text.match(/S3[A-Za-z0-9+/_=-]{14,30}/g) ?? [];

  /** One typing mistake: a value in the wrong place, a wrong name, a wrong type, a missing member. */
  type Slip = (element: Record<string, unknown>, member: string, other: string) => unknown;
  const slips: readonly Slip[] = [
    (element, member) => ({ ...element, [member]: undefined }),
    (element, member) => ({ ...element, [member]: [element[member]] }),
    (element, member) => ({ ...element, [member]: { [String(element[member])]: element[member] } }),
    (element, member) => ({ ...element, [member]: ` ${String(element[member])}\n` }),
    (element, member) => ({ ...element, [String(element[member])]: 'x' }),
    (element, member, other) => ({ ...element, [other]: element[member] }),
    (element, member) => ({ ...element, headers: { [String(element[member])]: '\n' } }),
    (element, member) => ({ ...element, api: `http://${String(element[member])}.example` }),
    (element, member) => element[member],
    (element) => [element],
    (element) => ({ ...element, name: 'x\n' }),
  ];

  it('is in no problem, whatever the mistake', () => {
    const property = fc.property(
      elements,
      fc.nat(),
      fc.nat(),
      fc.nat(),
      fc.nat(),
      (list, at, which, m, o) => {
        const element = list[at % list.length] as Record<string, unknown>;
        const members = Object.keys(element);
        const slip = slips[which % slips.length] as Slip;
        const wrong = slip(element, members[m % members.length] ?? '', members[o % members.length] ?? '');
        const text = JSON.stringify(list.with(at % list.length, wrong as never));
        const { problems } = parseEdges(text);
        for (const problem of problems) {
          expect(problem).not.toMatch(/S3/);
          for (const one of secretsIn(text)) expect(problem).not.toContain(one);
        }
      },
    );
    fc.assert(property, { seed: 20_261_120, numRuns: 2000 });
  });

  it('is in no problem if the text is truncated or altered', () => {
    const property = fc.property(elements, fc.nat(), fc.string({ maxLength: 3 }), (list, at, put) => {
      const text = JSON.stringify(list);
      const place = at % text.length;
      for (const altered of [text.slice(0, place), text.slice(0, place) + put + text.slice(place + 1)]) {
        expect(parseEdges(altered).problems.join('\n')).not.toMatch(/S3/);
      }
    });
    fc.assert(property, { seed: 20_261_121, numRuns: 1000 });
  });

  it('never makes the parser throw, whatever its value', () => {
    const property = fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((text) => `[${text}]`),
      ),
      (text) => {
        const { edges, problems } = parseEdges(text);
        expect(edges.length === 0 || problems.length === 0).toBe(true);
        expect(problems.join('').length).toBeLessThan(8000);
      },
    );
    fc.assert(property, { seed: 20_261_122, numRuns: 1000 });
  });
});
