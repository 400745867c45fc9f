/** What the descriptions of routes are made of (OpenAPI 3.1). */
import type { z } from 'zod';
import { jsonSchemaOf } from './json-schema.js';

export const problem = { $ref: '#/components/responses/Problem' };
const content = (schema: z.ZodType) => ({ 'application/json': { schema: jsonSchemaOf(schema) } });
export const json = (description: string, schema: z.ZodType) => ({ description, content: content(schema) });
export const body = (schema: z.ZodType) => ({ required: true, content: content(schema) });
export const text = { type: 'string' };
export const idParameter = { name: 'id', in: 'path', required: true, schema: text };
export const queryParameters = (schema: z.ZodObject) =>
  Object.entries(schema.shape).map(([name, parameter]) => ({
    ...{ name, in: 'query', schema: jsonSchemaOf(parameter as z.ZodType) },
  }));
