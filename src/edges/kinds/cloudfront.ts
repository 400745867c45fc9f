/**
 * Amazon CloudFront: `POST /2020-05-31/distribution/{distribution}/invalidation` (API reference, CreateInvalidation),
 * signed with Signature Version 4 for the service `cloudfront` in `us-east-1`, the one region that has this API.
 *
 * Paths work on every distribution, but purge the whole asset for a version or a rendition. A distribution configured to
 * read tags from `Cache-Tag` purges exactly by those (`tags`).
 */
import { randomUUID } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import type { Edge, Purge } from '../edge.js';
import { type EdgeRequest, exchange } from '../edge-exchange.js';
import { type EdgeResponse, isAccepted, refused, unreadable } from '../edge-response.js';
import { invalidationBatch, invalidationPath, invalidationTag } from '../invalidation-batch.js';

interface CloudFrontOptions {
  readonly name: string;
  readonly distribution: string;
  /** Of an identity with the permission `cloudfront:CreateInvalidation`. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Only with temporary credentials. */
  readonly sessionToken?: string | undefined;
  /** Whether the distribution has a `CacheTagConfig`. */
  readonly tags?: boolean | undefined;
  /** Without a trailing `/`. */
  readonly api?: string | undefined;
}

const API = 'https://cloudfront.amazonaws.com';
/** Codes of 400 responses, without Retry-After, after which the same request may succeed later. */
const transientCodes = [
  'TooManyInvalidationsInProgress',
  'Throttling',
  'ThrottlingException',
  'RequestLimitExceeded',
];

/** A CloudFront distribution. A 2xx means that the invalidation is accepted; it takes effect within minutes. */
export function cloudFrontEdge(options: CloudFrontOptions): Edge {
  const { name, distribution, tags = false, api = API } = options;
  const url = `${api}/2020-05-31/distribution/${distribution}/invalidation`;
  return {
    name,
    // One wildcard invalidation a second, or 150 tags (Developer Guide, "Quotas on invalidations").
    pace: { everyMs: tags ? 100 : 1000 },
    async purge(purge, signal) {
      const item = tags ? invalidationTag(purge.target) : invalidationPath(purge.target);
      // A new caller reference for every attempt: if the one before arrived after all, the same is invalidated twice, which
      // purges nothing more and costs one path.
      const body = invalidationBatch(item, randomUUID());
      const id = invalidationId(await exchange(await signed(url, body, options), signal));
      return { detail: [...notesOn(purge, tags), `invalidation ${id}`].join('; ') };
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
  if (!isAccepted(response)) {
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
