/** A source that knows ranges (RFC 9110 13.1.5, 14.2), one version of a film at a time, and that can stop in the middle. */
import type { RequestListener } from 'node:http';

export interface RangedSource {
  readonly listener: RequestListener;
  /** Of each request: its `Range`, where it is for this version. */
  readonly ranges: (string | undefined)[];
  film: string;
  /** With its quotation marks; `W/` before it for a weak one. */
  entityTag: string;
  /** How many bytes of a response are sent before it stands still; undefined for all. */
  stopsAfter: number | undefined;
}

export function rangedSource(film: string, entityTag = '"1"'): RangedSource {
  const source: RangedSource = {
    ...{ film, entityTag, stopsAfter: undefined, ranges: [] },
    listener: (request, response) => {
      const isSame = request.headers['if-range'] === source.entityTag && !source.entityTag.startsWith('W/');
      const range = isSame ? request.headers.range : undefined;
      source.ranges.push(range);
      const first = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
      const { length } = source.film;
      response.writeHead(range ? 206 : 200, {
        ...{ 'Content-Type': 'video/mp4', ETag: source.entityTag, 'Content-Length': length - first },
        ...(range && { 'Content-Range': `bytes ${first}-${length - 1}/${length}` }),
      });
      response.write(source.film.slice(first, first + (source.stopsAfter ?? length)));
      if (source.stopsAfter === undefined) response.end();
    },
  };
  return source;
}
