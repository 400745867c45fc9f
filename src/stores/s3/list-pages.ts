/** Reads a list of objects page by page. Nothing of what a store answers is believed: not its keys, not that the list ends. */
import { strongTag } from './entity-tag.js';
import type { ListedObject } from './object-store.js';
import { S3Failure, s3Unavailable } from './s3-errors.js';

/** A million objects: as many as a directory may have entries. */
const MAX_PAGES = 1000;
/** A page has at most 1000. */
const MAX_OBJECTS = 1000;

/** What ListObjectsV2 answers. */
interface ListAnswer {
  readonly EncodingType?: string | undefined;
  readonly NextContinuationToken?: string | undefined;
  readonly Contents?: readonly ListedContent[] | undefined;
}

interface ListedContent {
  readonly Key?: string | undefined;
  readonly Size?: number | undefined;
  readonly ETag?: string | undefined;
  readonly LastModified?: Date | undefined;
}

/**
 * The objects of all pages whose keys begin with the prefix.
 * @param ask for the page of a continuation token, and for the first one.
 * @throws OnplayError `store_unavailable` for a list that goes round in circles or does not end; what `ask` throws.
 */
export async function* listPages(
  prefix: string,
  ask: (token: string | undefined) => Promise<ListAnswer>,
): AsyncGenerator<readonly ListedObject[]> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const answer = await ask(token);
    yield objectsOf(answer).filter(({ key }) => key.startsWith(prefix));
    token = answer.NextContinuationToken || undefined;
    if (token === undefined) return;
    if (seen.has(token) || seen.size >= MAX_PAGES) throw s3Unavailable(new S3Failure('EndlessList', 200));
    seen.add(token);
  } while (token !== undefined);
}

function objectsOf({ Contents = [], EncodingType }: ListAnswer): ListedObject[] {
  return Contents.slice(0, MAX_OBJECTS).flatMap(({ Key = '', Size, ETag, LastModified }) => {
    const key = EncodingType === 'url' ? decoded(Key) : Key;
    const entityTag = strongTag(ETag);
    const isObject = key !== undefined && key !== '' && Number.isSafeInteger(Size) && Number(Size) >= 0;
    if (!isObject || entityTag === undefined) return [];
    const modifiedMs = LastModified?.getTime();
    const modified = modifiedMs !== undefined && Number.isFinite(modifiedMs) && { modifiedMs };
    return [{ key, size: Number(Size), entityTag, ...modified }];
  });
}

/** XML has no control characters, so keys are asked for as in a query, where a space is a `+`. Undefined where it is malformed. */
function decoded(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
