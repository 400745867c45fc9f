/** How an edge refuses a client. */
import { expect } from 'vitest';
import { corsHeaders } from '../../../../src/origin/headers.js';
import { problemDefinition } from '../../../../src/origin/problems/problem-table.js';
import type { EdgeFixture, HttpAnswer } from './edge-fixture.js';
import { type Media, pathOf } from './media.js';

/** Requests media with a grant, expects that the origin receives nothing, and returns the problem's code. */
export async function refused(
  fixture: EdgeFixture,
  media: Media,
  grant: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const before = fixture.origin.arrived.length;
  const answer = await fixture.fetch(pathOf(media, grant), { headers });
  expect(fixture.origin.arrived.length).toBe(before);
  return codeOf(answer);
}

/** The code of a problem, after checking that it has the form of the origin's problems. */
export function codeOf({ status, headers, body }: HttpAnswer): string {
  const problem = JSON.parse(body.toString()) as Record<string, string>;
  const { code = '' } = problem;
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(headers.get('cache-control')).toBe('no-store');
  for (const [name, value] of Object.entries(corsHeaders))
    expect(headers.get(name.toLowerCase())).toBe(value);
  expect(problem).toMatchObject({ type: `urn:onplay:problem:${code}`, status, detail: expect.any(String) });
  if (!code.startsWith('edge_')) {
    const { title, ...definition } = problemDefinition(code);
    expect([code, status, problem['title']]).toEqual([definition.code, definition.status, title]);
  }
  return code;
}
