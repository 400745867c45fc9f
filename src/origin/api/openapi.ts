/** The OpenAPI 3.1 document of the management API. A test compares it with the routes. */
import type { z } from 'zod';
import { invalidationRequestSchema } from '../../edges/index.js';
import { tokenRequestSchema } from './issue-token.js';
import { jsonSchemaOf } from './json-schema.js';

const problem = { $ref: '#/components/responses/Problem' };
const json = (description: string, schema: object) => ({
  description,
  content: { 'application/json': { schema } },
});
const body = (schema: z.ZodType) => ({
  required: true,
  content: { 'application/json': { schema: jsonSchemaOf(schema) } },
});
const object = (properties: Record<string, object>, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
});
const text = { type: 'string' };
const number = { type: 'number' };

const assetSummary = object(
  {
    id: text,
    state: { type: 'string', enum: ['new', 'preparing', 'ready', 'refused'] },
    problem: object({ code: text, detail: text }),
    preparing: object(
      {
        phase: { type: 'string', enum: ['queued', 'remuxing', 'indexing'] },
        percent: number,
        queuePlace: number,
      },
      ['phase'],
    ),
    durationSeconds: number,
    width: number,
    height: number,
    frameRate: number,
    audioTracks: number,
  },
  ['id', 'state'],
);

const status = object({
  encodes: object({
    running: number,
    queued: number,
    slots: number,
    total: number,
    failed: number,
    secondsTotal: number,
  }),
  cache: object({ bytes: number, maxBytes: number, hits: number, misses: number }),
  ffmpegProcesses: number,
  uptimeSeconds: number,
  version: text,
});

const invalidation = object(
  {
    id: text,
    createdAt: text,
    completedAt: text,
    state: { type: 'string', enum: ['under way', 'completed', 'failed'] },
    target: object(
      {
        ...{ kind: text, asset: text, version: text, rendition: text },
        ...{ viewer: text, token: text, seconds: number },
      },
      ['kind'],
    ),
    mode: { type: 'string', enum: ['hard', 'soft'] },
    messageId: text,
    origin: object({ memory: number, disk: number, underWay: number }),
    edges: {
      type: 'array',
      items: object(
        {
          name: text,
          state: { type: 'string', enum: ['waiting', 'done', 'failed'] },
          attempts: number,
          detail: text,
          verified: { type: 'boolean' },
          at: text,
        },
        ['name', 'state', 'attempts'],
      ),
    },
  },
  ['id', 'createdAt', 'state', 'target', 'mode', 'origin', 'edges'],
);

export function openApiDocument(version: string) {
  return {
    openapi: '3.1.0',
    info: { title: 'Onplay management', version },
    security: [{ managementKey: [] }],
    paths: {
      '/api/assets': {
        get: {
          summary: 'Lists the assets with the state of each',
          responses: {
            200: json('Sorted by name', object({ assets: { type: 'array', items: assetSummary } })),
            default: problem,
          },
        },
      },
      '/api/assets/{asset}': {
        get: {
          summary: 'Returns the index, segment map and ladder of an asset; indexes the asset if needed',
          parameters: [{ name: 'asset', in: 'path', required: true, schema: text }],
          responses: {
            200: json('As `onplay inspect --json` prints it', { type: 'object' }),
            default: problem,
          },
        },
      },
      '/api/tokens': {
        post: {
          summary: 'Signs a playback token',
          requestBody: body(tokenRequestSchema),
          responses: {
            201: json(
              'The token and the manifest URLs with it',
              object({ token: text, expiresAt: text, hls: text, dash: text }),
            ),
            default: problem,
          },
        },
      },
      '/api/invalidations': {
        get: {
          summary: 'Lists the latest invalidations',
          responses: {
            200: json('Newest first', object({ invalidations: { type: 'array', items: invalidation } })),
            default: problem,
          },
        },
        post: {
          summary:
            'Invalidates cached media here and at every edge; or revokes the access of a viewer or a token',
          requestBody: body(invalidationRequestSchema),
          responses: { 202: json('Done here, in progress at the edges', invalidation), default: problem },
        },
      },
      '/api/invalidations/{id}': {
        get: {
          summary: 'Returns an invalidation with its state at each edge',
          parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
          responses: { 200: json('The receipt of the invalidation', invalidation), default: problem },
        },
      },
      '/api/status': {
        get: {
          summary: 'Returns what the server is doing now',
          responses: { 200: json('The current status', status), default: problem },
        },
      },
    },
    components: {
      securitySchemes: { managementKey: { type: 'http', scheme: 'bearer' } },
      responses: {
        Problem: {
          description: 'A problem (RFC 9457)',
          content: {
            'application/problem+json': {
              schema: object({
                type: text,
                title: text,
                status: number,
                detail: text,
                code: text,
                instance: text,
              }),
            },
          },
        },
      },
    },
  };
}
