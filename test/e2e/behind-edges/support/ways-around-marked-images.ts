/** Ways to ask for images without the marks of one's token. */

/** Of a film of twelve seconds. Each is another image, another size or format of it, or the same asked for otherwise; from the root of a server. */
export const IMAGES: readonly string[] = [
  '/film/frame.jpg?t=5&',
  '/film/frame.jpg?t=f0&',
  '/film/frame.jpg?t=5.000000&width=160&',
  '/film/frame.jpg?t=5&width=1&',
  '/film/frame.jpg?t=5&width=99999&',
  '/film/frame.webp?t=5&',
  '/film/frame.avif?t=5&width=160&',
  '/film/frame.jpg?t=5&overlays=[]&',
  '/film/frame.jpg?t=5&marks=none&viewer=ben&',
  '/film/frame.jpg?t=5&claims={"overlays":[]}&',
  '/film/frame.jpg?t=5&max_height=99999&burn=1&',
  '/film/frame.jpg?start=4.6&end=6&t=0.5&',
  '/film/poster.jpg?',
  '/film/poster.webp?width=160&',
  '/film/poster.jpg?start=4.6&end=6&',
  '/film/preview.webp?',
  '/film/preview.gif?width=160&',
  '/film/preview.webp?start=f100&end=f200&',
];

export interface ImageWay {
  readonly what: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How one may be asked for. @param etag of the one without marks. */
export function imageRequests(etag: string): readonly ImageWay[] {
  return [
    { what: 'GET' },
    { what: 'HEAD', method: 'HEAD' },
    { what: 'a range', headers: { Range: 'bytes=0-99' } },
    { what: 'the tag of the one without', headers: { 'If-None-Match': etag } },
    { what: 'a range of the one without', headers: { 'If-Range': etag, Range: 'bytes=0-99' } },
    { what: 'another grant', headers: { Cookie: 'onplay-grant=x', 'Onplay-Grant': 'x' } },
  ];
}
