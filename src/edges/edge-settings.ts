/**
 * The setting ONPLAY_EDGES: which edges are in front of this origin and how they are told to forget. A JSON array of at
 * most 16 objects, each of a kind with its own members:
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

const MOST_EDGES = 16;
/** More than 16 of the longest sensible ones. */
const LONGEST_TEXT = 64 * 1024;

const named = { name: edgeName.optional() };
const hosted = { ...named, api: apiUrl.optional() };
const selfHostedEdgeSchema = { ...named, url: selfHostedEdgeUrl };

/** One element. */
export const edgeSchema = z.discriminatedUnion(
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

const arrayError = { error: `expected a JSON array of at most ${MOST_EDGES} objects` };
/** Counted before any of them is looked at. */
const edgesSchema = z.array(z.unknown(), arrayError).max(MOST_EDGES, arrayError).pipe(z.array(edgeSchema));

/** One edge, with its name. */
export type EdgeSettings = z.output<typeof edgeSchema> & { readonly name: string };

/** What was set, and what is wrong with it; where anything is, there are no edges. */
export interface ParsedEdges {
  readonly edges: readonly EdgeSettings[];
  /** For people: which element and member, and what was expected there. Never what was found. */
  readonly problems: readonly string[];
}

/** Reads the setting. Edges without a name are called by their kind, from the second of a kind on with a number: `fastly 2`. */
export function parseEdges(text: string): ParsedEdges {
  const value = text.length <= LONGEST_TEXT ? parseJson(text) : undefined;
  const { data, error } = edgesSchema.safeParse(value);
  if (data === undefined) {
    return { edges: [], problems: [...new Set(error.issues.map((issue) => problemOf(issue, value)))] };
  }
  const edges = withNames(data);
  const problems = sameNames(edges);
  return { edges: problems.length === 0 ? edges : [], problems };
}

function edgeOf<Shape extends z.core.$ZodShape>(shape: Shape) {
  const error = `expected an object with no other members than ${Object.keys(shape).join(', ')}`;
  return z.strictObject(shape, { error });
}

/** The parser's own words would quote the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Deeper than its member a problem is not named: the names of headers are the user's. */
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

/** Receipts could not be told apart. */
function sameNames(edges: readonly EdgeSettings[]): string[] {
  const names = edges.map(({ name }) => name);
  return edges.flatMap(({ kind, name }, index) =>
    names.indexOf(name) === index
      ? []
      : [`element ${index + 1} (${kind}): name: expected one that no other edge has`],
  );
}
