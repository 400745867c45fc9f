/**
 * Imports one of the page's modules. They are plain JavaScript, type checked with their own tsconfig, so the caller
 * declares the exports it uses and their types.
 */
export async function browserModule<T>(name: string): Promise<T> {
  const url = new URL(`../../src/web/assets/${name}`, import.meta.url);
  return (await import(url.href)) as T;
}

/** A segment request as the page's modules represent it. */
export interface SegmentRequest {
  readonly rendition: string;
  readonly kind: 'video' | 'audio' | 'other';
  readonly segment: number;
  readonly outcome: string;
  readonly startTime: number;
  readonly waited: number;
  readonly phases: Readonly<Record<'queue' | 'feed' | 'encode' | 'package', number>>;
}
