/** The OpenAPI 3.1 document of the management API. A test compares it with the routes. */
import { z } from 'zod';
import { invalidationRequestSchema, receiptSchema } from '../../edges/index.js';
import { importRequestSchema, importSchema } from '../../uploads/index.js';
import type { ProblemBody } from '../problems/problem.js';
import { assetDescriptionSchema } from './asset-description.js';
import { deletionQuerySchema, deletionSchema, sidecarDeletionSchema } from './delete-asset.js';
import { body, idParameter, json, problem, queryParameters, text } from './described.js';
import { issuedTokenSchema, tokenRequestSchema } from './issue-token.js';
import { jsonSchemaOf } from './json-schema.js';
import { assetsQuerySchema, assetsSchema } from './list-assets.js';
import { listedStreamsSchema } from './listed-streams.js';
import { markPaths } from './mark-paths.js';
import {
  completedSchema,
  completeRequestSchema,
  multipartRequestSchema,
  multipartSchema,
  partsQuerySchema,
  partUrlsSchema,
} from './multipart-routes.js';
import { presignedUploadSchema, presignRequestSchema } from './presigned-upload.js';
import { statusSchema } from './status.js';

const importsSchema = z.object({ imports: z.array(importSchema) });
const invalidationsSchema = z.object({ invalidations: z.array(receiptSchema) });
const problemSchema: z.ZodType<ProblemBody> = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  instance: z.string(),
});

// Once: it takes milliseconds, and anyone may request the document.
const paths = {
  '/api/assets': {
    get: {
      summary: 'Lists the assets with the state of each, page by page',
      parameters: queryParameters(assetsQuerySchema),
      responses: {
        200: json('Sorted by name', assetsSchema),
        default: problem,
      },
    },
    post: {
      summary: 'Copies a master from a URL; `/api/uploads` takes files by the tus protocol (https://tus.io)',
      requestBody: body(importRequestSchema),
      responses: { 202: json('The import, which has begun', importSchema), default: problem },
    },
  },
  '/api/assets/{asset}': {
    get: {
      summary: 'Returns the index, segment map and ladder of an asset; indexes the asset if needed',
      parameters: [{ name: 'asset', in: 'path', required: true, schema: text }],
      responses: {
        200: json('As `onplay inspect --json` prints it, with the surrogate keys', assetDescriptionSchema),
        default: problem,
      },
    },
    delete: {
      summary:
        'Deletes the master of an asset, the files beside it, and all that was made of it, here and at every edge; or one file beside it',
      parameters: [
        { name: 'asset', in: 'path', required: true, schema: text },
        ...queryParameters(deletionQuerySchema),
      ],
      responses: {
        200: json('What is gone', z.union([deletionSchema, sidecarDeletionSchema])),
        default: problem,
      },
    },
  },
  '/api/imports': {
    get: {
      summary: 'Lists the latest imports',
      responses: { 200: json('Newest first', importsSchema), default: problem },
    },
  },
  '/api/imports/{id}': {
    get: {
      summary:
        'Returns an import with its progress; as server-sent events if `text/event-stream` is accepted',
      parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
      responses: { 200: json('The import as it is now', importSchema), default: problem },
    },
    delete: {
      summary: 'Cancels an import',
      parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
      responses: { 200: json('The import as it ended', importSchema), default: problem },
    },
  },
  '/api/presigned-uploads': {
    post: {
      summary: 'Signs a URL that stores a master, where masters are in a bucket',
      requestBody: body(presignRequestSchema),
      responses: { 201: json('The URL, for one master', presignedUploadSchema), default: problem },
    },
  },
  '/api/multipart-uploads': {
    post: {
      summary: 'Begins an upload in parts, where masters are in a bucket: for masters above 5 GB',
      requestBody: body(multipartRequestSchema),
      responses: { 201: json('The upload, whose parts have URLs', multipartSchema), default: problem },
    },
  },
  '/api/multipart-uploads/{id}': {
    delete: {
      summary: 'Ends an upload in parts, and removes its parts',
      parameters: [idParameter],
      responses: { 204: { description: 'It is ended' }, default: problem },
    },
  },
  '/api/multipart-uploads/{id}/parts': {
    get: {
      summary: 'Signs the URLs of some of the parts',
      parameters: [idParameter, ...queryParameters(partsQuerySchema)],
      responses: { 200: json('The URLs, by number', partUrlsSchema), default: problem },
    },
  },
  '/api/multipart-uploads/{id}/completion': {
    post: {
      summary: 'Makes the parts a master',
      parameters: [idParameter],
      requestBody: body(completeRequestSchema),
      responses: { 200: json('The master, which can be played', completedSchema), default: problem },
    },
  },
  '/api/tokens': {
    post: {
      summary: 'Signs a playback token',
      requestBody: body(tokenRequestSchema),
      responses: {
        201: json('The token and the manifest URLs with it', issuedTokenSchema),
        default: problem,
      },
    },
  },
  '/api/invalidations': {
    get: {
      summary: 'Lists the latest invalidations',
      responses: {
        200: json('Newest first', invalidationsSchema),
        default: problem,
      },
    },
    post: {
      summary:
        'Invalidates cached media here and at every edge; or revokes the access of a viewer or a token',
      requestBody: body(invalidationRequestSchema),
      responses: { 202: json('Done here, in progress at the edges', receiptSchema), default: problem },
    },
  },
  '/api/invalidations/{id}': {
    get: {
      summary: 'Returns an invalidation with its state at each edge',
      parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
      responses: { 200: json('The receipt of the invalidation', receiptSchema), default: problem },
    },
  },
  ...markPaths,
  '/api/streams': {
    get: {
      summary:
        'Lists the streams of viewers whose tokens have `max_streams`, as far as this server knows them',
      responses: { 200: json('Those that started last, first', listedStreamsSchema), default: problem },
    },
  },
  '/api/status': {
    get: {
      summary: 'Returns what the server is doing now',
      responses: { 200: json('The current status', statusSchema), default: problem },
    },
  },
};

const components = {
  securitySchemes: { managementKey: { type: 'http', scheme: 'bearer' } },
  responses: {
    Problem: {
      description: 'A problem (RFC 9457)',
      content: { 'application/problem+json': { schema: jsonSchemaOf(problemSchema) } },
    },
  },
};

/** @param version of the server, which is that of its API. */
export function openApiDocument(version: string) {
  return {
    openapi: '3.1.0',
    info: { title: 'Onplay management', version },
    security: [{ managementKey: [] }],
    paths,
    components,
  };
}
