/** `/api/multipart-uploads`: a master goes into the bucket of the masters in parts, each by a signed URL. */
import express, { type RequestHandler, type Router } from 'express';
import { z } from 'zod';
import { MAX_PARTS } from '../../stores/index.js';
import { allowOnly } from '../problems/send-problem.js';
import { queryOf } from '../server/request-context.js';
import type { Services } from '../services.js';
import { readBody } from './read-body.js';
import { readQuery } from './read-query.js';

export const multipartRequestSchema = z.strictObject({
  asset: z.string().min(1).max(1024).describe('What it is to be called, with the extension of its file.'),
  bytes: z.int().min(1).describe('Of the whole file.'),
  partBytes: z.int().min(1).exactOptional().describe('Of each part but the last, 5 MiB to 5 GiB.'),
  replace: z.boolean().default(false).describe('Whether a master of this name is replaced.'),
});

export const multipartSchema = z.object({
  ...{ id: z.string(), asset: z.string(), bytes: z.number() },
  partBytes: z.number().describe('Of each part but the last.'),
  parts: z.number().describe('How many there are.'),
  expiresAt: z.string().describe('ISO 8601. What is not completed by then is removed.'),
});

/** How many URLs one answer has. */
const MAX_URLS = 100;

export const partsQuerySchema = z.strictObject({
  from: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(1)
    .describe('The number of the first part, from 1.'),
  count: z.coerce.number().int().min(1).max(MAX_URLS).default(MAX_URLS).describe('How many at most.'),
  seconds: z.coerce.number().int().min(60).max(86_400).default(3600).describe('How long the URLs are valid.'),
});

export const partUrlsSchema = z.object({
  parts: z.array(
    z.object({
      ...{ number: z.number(), bytes: z.number() },
      url: z
        .string()
        .describe('Takes the bytes of the part as the body of a `PUT`. The answer has its ETag.'),
    }),
  ),
});

export const completeRequestSchema = z.strictObject({
  parts: z
    .array(z.strictObject({ number: z.int().min(1), etag: z.string().min(1).max(256) }))
    .min(1)
    .max(MAX_PARTS)
    .describe('All parts, with the ETag of the answer to each.'),
});

export const completedSchema = z.object({ asset: z.string(), bytes: z.number() });

/** `MAX_PARTS`, each with its tag. */
const MAX_COMPLETION = '512kb';

/** @param requireJson refuses other bodies. @param jsonBody reads a small JSON body. */
export function addMultipartRoutes(
  router: Router,
  { intake: { multipart } }: Pick<Services, 'intake'>,
  { requireJson, jsonBody }: { readonly requireJson: RequestHandler; readonly jsonBody: RequestHandler },
): void {
  router.all('/multipart-uploads', allowOnly('POST'));
  router.all('/multipart-uploads/:id', allowOnly('DELETE'));
  router.all('/multipart-uploads/:id/parts', allowOnly('GET', 'HEAD'));
  router.all('/multipart-uploads/:id/completion', allowOnly('POST'));
  router.post('/multipart-uploads', requireJson, jsonBody, async (request, response) => {
    const { expiresMs, ...begun } = await multipart.begin(readBody(multipartRequestSchema, request.body));
    response
      .status(201)
      .location(`/api/multipart-uploads/${begun.id}`)
      .json({ ...begun, expiresAt: new Date(expiresMs).toISOString() });
  });
  router.get('/multipart-uploads/:id/parts', async (request, response) => {
    const page = readQuery(partsQuerySchema, queryOf(request));
    response.json({ parts: await multipart.partUrls(request.params.id, page) });
  });
  const largeBody = express.json({ limit: MAX_COMPLETION, inflate: false });
  router.post('/multipart-uploads/:id/completion', requireJson, largeBody, async (request, response) => {
    const { parts } = readBody(completeRequestSchema, request.body);
    response.json(await multipart.complete(String(request.params['id']), parts));
  });
  router.delete('/multipart-uploads/:id', async (request, response) => {
    await multipart.abort(request.params.id);
    response.status(204).end();
  });
}
