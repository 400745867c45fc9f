/**
 * The setting ONPLAY_EDGES: which edges are in front of this origin and how to purge them. A JSON array of at most 16
 * objects, each of a kind with its own members:
 *
 *     [{"kind":"nginx","url":"http://edge1:8081"},{"kind":"fastly","service":"…","token":"…"}]
 */
import { z } from 'zod';
import {
  akamaiHost,
  akamaiNetwork,
  apiUrl,
  credential,
  edgeName,
  hookHeaders,
  hookMethod,
  hookUrl,
  onOrOff,
  providerId,
  selfHostedEdgeUrl,
} from './edge-setting-values.js';

const MAX_EDGES = 16;
/** In characters; more than 16 long elements need. */
const MAX_TEXT_LENGTH = 64 * 1024;

const named = { name: edgeName.optional() };
const hosted = { ...named, api: apiUrl.optional() };
const selfHostedEdgeSchema = { ...named, url: selfHostedEdgeUrl };

/** One element of the array. */
const edgeSchema = z.discriminatedUnion(
  'kind',
  [
    edgeOf({ kind: z.literal('nginx'), ...selfHostedEdgeSchema }),
    edgeOf({ kind: z.literal('varnish'), ...selfHostedEdgeSchema }),
    edgeOf({ kind: z.literal('fastly'), service: providerId, token: credential, ...hosted }),
    edgeOf({ kind: z.literal('cloudflare'), zone: providerId, token: credential, ...hosted }),
    edgeOf({
      kind: z.literal('cloudfront'),
      distribution: providerId,
      accessKeyId: credential,
      secretAccessKey: credential,
      sessionToken: credential.optional(),
      tags: onOrOff.optional(),
      ...hosted,
    }),
    edgeOf({
      kind: z.literal('akamai'),
      host: akamaiHost,
      clientToken: credential,
      clientSecret: credential,
      accessToken: credential,
      network: akamaiNetwork.default('production'),
      ...hosted,
    }),
    edgeOf({
      kind: z.literal('http'),
      url: hookUrl,
      method: hookMethod.default('POST'),
      headers: hookHeaders.optional(),
      ...named,
    }),
  ],
  {
    error: 'expected an object whose kind is nginx, varnish, fastly, cloudflare, cloudfront, akamai or http',
  },
);

const arrayError = { error: `expected a JSON array of at most ${MAX_EDGES} objects` };
/** Checks the length of the array before its elements. */
const edgesSchema = z.array(z.unknown(), arrayError).max(MAX_EDGES, arrayError).pipe(z.array(edgeSchema));

/** One edge, with its name. */
export type EdgeSettings = z.output<typeof edgeSchema> & { readonly name: string };

/** The edges, or the problems: if there is any problem, there are no edges. */
interface ParsedEdges {
  readonly edges: readonly EdgeSettings[];
  /** Which element and member, and what was expected there; never the value that was found. */
  readonly problems: readonly string[];
}

/** Parses the setting. An unnamed edge is named after its kind, with a number from the second of a kind on: `fastly 2`. */
export function parseEdges(text: string): ParsedEdges {
  const value = text.length <= MAX_TEXT_LENGTH ? parseJson(text) : undefined;
  const { data, error } = edgesSchema.safeParse(value);
  if (data === undefined) {
    return { edges: [], problems: [...new Set(error.issues.map((issue) => problemOf(issue, value)))] };
  }
  const edges = withNames(data);
  const problems = duplicateNames(edges);
  return { edges: problems.length === 0 ? edges : [], problems };
}

function edgeOf<Shape extends z.core.$ZodShape>(shape: Shape) {
  const error = `expected an object with no other members than ${Object.keys(shape).join(', ')}`;
  return z.strictObject(shape, { error });
}

/** The parser's error is discarded: its message would quote the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Names the element and the member but nothing deeper: header names are the operator's. */
function problemOf({ path: [index, member], message }: z.core.$ZodIssue, value: unknown): string {
  if (typeof index !== 'number') return message;
  const kind = edgeSchema.options.map(kindOf).find((name) => name === kindIn(value, index));
  const place = `element ${index + 1}${kind === undefined ? '' : ` (${kind})`}`;
  return `${place}: ${member === undefined ? '' : `${String(member)}: `}${message}`;
}

function kindOf(option: (typeof edgeSchema.options)[number]): string {
  return option.shape.kind.value;
}

function kindIn(value: unknown, index: number): unknown {
  const element: unknown = Array.isArray(value) ? value[index] : undefined;
  return typeof element === 'object' && element !== null && 'kind' in element ? element.kind : undefined;
}

function withNames(edges: readonly z.output<typeof edgeSchema>[]): EdgeSettings[] {
  const counts = new Map<string, number>();
  return edges.map((edge) => {
    const count = (counts.get(edge.kind) ?? 0) + 1;
    counts.set(edge.kind, count);
    return { ...edge, name: edge.name ?? (count === 1 ? edge.kind : `${edge.kind} ${count}`) };
  });
}

/** The problems of edges whose name another one has: receipts identify edges by name. */
function duplicateNames(edges: readonly EdgeSettings[]): string[] {
  const names = edges.map(({ name }) => name);
  return edges.flatMap(({ kind, name }, index) =>
    names.indexOf(name) === index
      ? []
      : [`element ${index + 1} (${kind}): name: expected one that no other edge has`],
  );
}
