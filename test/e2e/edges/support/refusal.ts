/** What an edge answers to whom it turns away. */
import { expect } from 'vitest';
import { corsHeaders } from '../../../../src/origin/headers.js';
import { problemDefinition } from '../../../../src/origin/problems/problem-table.js';
import { type Media, pathOf } from './media.js';
import type { HttpAnswer, Stage } from './stage.js';

/** Asks for media with a grant, which the origin must not hear of; gives the code of the problem. */
export async function refused(
  stage: Stage,
  media: Media,
  grant: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const before = stage.origin.arrived.length;
  const answer = await stage.fetch(pathOf(media, grant), { headers });
  expect(stage.origin.arrived.length).toBe(before);
  return codeOf(answer);
}

/** The code of a problem that is as the origin's are. */
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
