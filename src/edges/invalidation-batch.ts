/** The body of CloudFront's CreateInvalidation request (Amazon CloudFront API reference). */
import { cachePathOf } from './cache-path.js';
import { type InvalidationTarget, surrogateKeyOf } from './surrogate-keys.js';

/**
 * The prefix of a path that CloudFront is sure to match: it expects exactly the characters percent-encoded that are not
 * ASCII or that RFC 1738 2.2 calls unsafe, and cannot invalidate paths with a `~` (Amazon CloudFront Developer Guide, "What
 * you need to know when invalidating paths"). Onplay's URLs encode further characters.
 */
const safePrefixForm = /^(?:[\w./-]|%(?:2[0235]|3[CE]|5[B-E]|60|7[B-D]|[89A-F][0-9A-F]))*/;

/**
 * The wildcard path that covers the target. It is cut before the first character that CloudFront may not match, so that
 * assets whose names begin alike are purged too: too much is only expensive, too little would be wrong.
 */
export function invalidationPath(target: InvalidationTarget): string {
  const [prefix = ''] = safePrefixForm.exec(cachePathOf(target)) ?? [];
  return `${prefix}*`;
}

/** The cache tag of the target, for distributions with a `CacheTagConfig` ("Invalidating content by cache tags"). */
export function invalidationTag(target: InvalidationTarget): string {
  return `#${surrogateKeyOf(target)}`;
}

/** The XML body that invalidates one path or tag. */
export function invalidationBatch(item: string, callerReference: string): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">',
    `<CallerReference>${escaped(callerReference)}</CallerReference>`,
    `<Paths><Items><Path>${escaped(item)}</Path></Items><Quantity>1</Quantity></Paths>`,
    '</InvalidationBatch>',
  ].join('');
}

/** Escaped as character data (XML 1.0, 2.4). */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
