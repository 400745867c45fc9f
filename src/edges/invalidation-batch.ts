/** What CloudFront is told to invalidate (Amazon CloudFront API reference, CreateInvalidation). */
import { cachePathOf } from './cache-path.js';
import { type InvalidationTarget, surrogateKeyOf } from './surrogate-keys.js';

/**
 * As far as a path is sure to be what CloudFront compares with: it wants just those characters percent-encoded that are
 * not ASCII or that RFC 1738 2.2 calls unsafe, and cannot invalidate paths with a `~` at all (Amazon CloudFront Developer
 * Guide, "What you need to know when invalidating paths"). URLs of Onplay have other characters encoded as well.
 */
const sureForm = /^(?:[\w./-]|%(?:2[0235]|3[CE]|5[B-E]|60|7[B-D]|[89A-F][0-9A-F]))*/;

/**
 * The path that covers the target. Names with characters that CloudFront is particular about are cut before the first of
 * them: others that begin alike are forgotten with it, which costs something, where the reverse would be wrong.
 */
export function invalidationPath(target: InvalidationTarget): string {
  const [sure = ''] = sureForm.exec(cachePathOf(target)) ?? [];
  return `${sure}*`;
}

/** The tag that the target bears, for distributions with a `CacheTagConfig` ("Invalidating content by cache tags"). */
export function invalidationTag(target: InvalidationTarget): string {
  return `#${surrogateKeyOf(target)}`;
}

/** The body of a request for one path or tag. */
export function invalidationBatch(item: string, callerReference: string): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">',
    `<CallerReference>${escaped(callerReference)}</CallerReference>`,
    `<Paths><Items><Path>${escaped(item)}</Path></Items><Quantity>1</Quantity></Paths>`,
    '</InvalidationBatch>',
  ].join('');
}

/** As text in XML 1.0 (2.4). */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
