import type { z } from 'zod';
import { OnplayError } from '../../shared/errors.js';

/** The body of a request, checked. @throws OnplayError `body_invalid`, whose detail names each wrong member. */
export function readBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'the body'}: ${issue.message}`,
  );
  throw new OnplayError('body_invalid', { publicDetail: `${problems.join('; ')}.` });
}
