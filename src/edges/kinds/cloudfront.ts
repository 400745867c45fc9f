/**
 * Amazon CloudFront: `POST /2020-05-31/distribution/{distribution}/invalidation` (API reference, CreateInvalidation),
 * signed with Signature Version 4 for the service `cloudfront` in `us-east-1`, where the one API of all regions is.
 *
 * Paths work on every distribution, and for a version or a rendition they forget the whole asset. A distribution that was
 * told to read tags from `Cache-Tag` forgets by those (`tags`), exactly.
 */
import { randomUUID } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import type { Edge, Purge } from '../edge.js';
import { type EdgeRequest, exchange } from '../edge-exchange.js';
import { type EdgeResponse, hasAgreed, refused, unreadable } from '../edge-response.js';
import { invalidationBatch, invalidationPath, invalidationTag } from '../invalidation-batch.js';

export interface CloudFrontOptions {
  readonly name: string;
  readonly distribution: string;
  /** Of an identity that may `cloudfront:CreateInvalidation`. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string | undefined;
  /** Whether the distribution has a `CacheTagConfig`. */
  readonly tags?: boolean | undefined;
  /** Without a `/` at its end. */
  readonly api?: string | undefined;
}

const API = 'https://cloudfront.amazonaws.com';
/** Quotas end in a 400 too, without Retry-After; later the same request is in order. */
const transientCodes = [
  'TooManyInvalidationsInProgress',
  'Throttling',
  'ThrottlingException',
  'RequestLimitExceeded',
];

/** A CloudFront distribution. Its answer means that the invalidation was taken; it takes effect within minutes. */
export function cloudFrontEdge(options: CloudFrontOptions): Edge {
  const { name, distribution, tags = false, api = API } = options;
  const url = `${api}/2020-05-31/distribution/${distribution}/invalidation`;
  return {
    name,
    // One invalidation with a wildcard a second, or 150 tags (Developer Guide, "Quotas on invalidations").
    pace: { everyMs: tags ? 100 : 1000 },
    async purge(order, signal) {
      const item = tags ? invalidationTag(order.target) : invalidationPath(order.target);
      // A new one for every request, also when an order is tried again: should the one before have arrived after all, the
      // same is invalidated twice, which forgets nothing more and costs a path.
      const body = invalidationBatch(item, randomUUID());
      const id = invalidationId(await exchange(await signed(url, body, options), signal));
      return { detail: [...notesOn(order, tags), `invalidation ${id}`].join('; ') };
    },
  };
}

async function signed(url: string, body: string, options: CloudFrontOptions): Promise<EdgeRequest> {
  const { accessKeyId, secretAccessKey, sessionToken } = options;
  const signer = new AwsV4Signer({
    method: 'POST',
    url,
    headers: { 'Content-Type': 'text/xml' },
    body,
    service: 'cloudfront',
    region: 'us-east-1',
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
  });
  const { headers } = await signer.sign();
  return { method: 'POST', url, headers: Object.fromEntries(headers), body };
}

function invalidationId(response: EdgeResponse): string {
  const text = response.text ?? '';
  if (!hasAgreed(response)) {
    const reason = /<Code>(\w{1,64})<\/Code>/.exec(text)?.[1];
    const isTransient = reason !== undefined && transientCodes.includes(reason) ? true : undefined;
    throw refused(response, { reason, isTransient });
  }
  const id = /<Id>(\w{1,64})<\/Id>/.exec(text)?.[1];
  if (id === undefined) throw unreadable(response);
  return id;
}

function notesOn({ target, mode }: Purge, tags: boolean): string[] {
  const notes: string[] = [];
  if (!tags && (target.kind === 'version' || target.kind === 'rendition')) {
    notes.push(`it cannot tell ${target.kind}s apart by path, so the whole asset was purged`);
  }
  if (mode === 'soft') notes.push('it offers no soft purge, so it was a hard one');
  return notes;
}
