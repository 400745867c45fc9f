/**
 * Loads one of the page's modules into a test. They are plain JavaScript, checked by a configuration of their own,
 * so the test says which of their exports it uses and with what types.
 */
export async function browserModule<T>(name: string): Promise<T> {
  const url = new URL(`../../src/web/assets/${name}`, import.meta.url);
  return (await import(url.href)) as T;
}

/** How a segment request was answered, as the page tells it. */
export interface SegmentRequest {
  readonly rendition: string;
  readonly kind: 'video' | 'audio' | 'other';
  readonly segment: number;
  readonly outcome: string;
  readonly startTime: number;
  readonly waited: number;
  readonly phases: Readonly<Record<'queue' | 'feed' | 'encode' | 'package', number>>;
}
