/**
 * Path and query of a request target as they were sent, the query without its `?`. The absolute form is treated as the
 * origin form (RFC 9112 3.2.2); its host is ignored.
 */
export function splitTarget(url: string): readonly [path: string, query: string] {
  const target = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?]*/i, '');
  const mark = target.indexOf('?');
  return mark === -1 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}
