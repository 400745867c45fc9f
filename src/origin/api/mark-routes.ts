/** `/api/marks`: rules by which sessions have marks, whatever their tokens say. */
import type { RequestHandler, Router } from 'express';
import { z } from 'zod';
import { MARK_RULE_NAME, type ManagedRule, type MarkChange, markRuleSchema } from '../../access/index.js';
import { OnplayError } from '../../shared/errors.js';
import { overlaySchema } from '../../shared/marks/overlays-claim.js';
import { allowOnly } from '../problems/send-problem.js';
import type { Services } from '../services.js';
import { readBody } from './read-body.js';

/** Open to members of later versions, as all answers are. */
export const listedRuleSchema = z.object({
  name: z.string(),
  ...markRuleSchema.shape,
  overlays: z.array(z.object(overlaySchema.shape)),
  changedAt: z.string().describe('ISO 8601.'),
});

export const listedRulesSchema = z.object({ marks: z.array(listedRuleSchema) });

const everywhere = {
  everywhere: z
    .boolean()
    .describe(
      'Whether all servers that share Redis have it. Those that do not get it when they are there again.',
    ),
};

export const changedRuleSchema = z.object({ ...listedRuleSchema.shape, ...everywhere });

export const removedRuleSchema = z.object({ name: z.string(), ...everywhere });

/** @param jsonBody reads a JSON body, and refuses others. */
export function addMarkRoutes(
  router: Router,
  { marks }: Pick<Services, 'marks'>,
  jsonBody: readonly RequestHandler[],
): void {
  router.all('/marks', allowOnly('GET', 'HEAD'));
  router.all('/marks/:name', allowOnly('GET', 'HEAD', 'PUT', 'DELETE'));
  router.get('/marks', (_request, response) => {
    response.json({ marks: marks.list().map(listed) });
  });
  router.get('/marks/:name', (request, response) => {
    response.json(listed(marks.get(request.params.name)));
  });
  router.put('/marks/:name', ...jsonBody, async (request, response) => {
    const name = nameOf(request.params['name']);
    const rule = await marks.put(name, readBody(markRuleSchema, request.body));
    response.json({ ...listed(rule), ...told(rule) });
  });
  router.delete('/marks/:name', async (request, response) => {
    const { name } = request.params;
    response.json({ name, ...told(await marks.remove(name)) });
  });
}

function listed({ name, rule, changedAtMs }: ManagedRule): z.input<typeof listedRuleSchema> {
  return { name, ...rule, changedAt: new Date(changedAtMs).toISOString() };
}

function told({ isEverywhere }: MarkChange) {
  return { everywhere: isEverywhere };
}

/** @throws OnplayError `request_malformed`. */
function nameOf(text: unknown): string {
  if (typeof text === 'string' && MARK_RULE_NAME.test(text)) return text;
  throw new OnplayError('request_malformed', {
    publicDetail:
      'The name of a rule for marks is 1 to 64 lower-case letters, digits, "-" and "_", and begins with a letter or a digit.',
  });
}
