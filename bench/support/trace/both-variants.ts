/** What viewers with hidden marks get of a film: each segment in one of two variants. */
import { bytesOf, readPresentation, type VariantUrls } from '../../../test/support/hls-client.js';
import type { Origin } from '../../../test/support/origin.js';

/** Of so many codes, spread over all there are, some have the other variant of any segment. Near ones differ in few segments. */
const CODES = 32;
/** 2³² divided by the golden ratio. */
const APART = 0x9e37_79b9;
const HEIGHT = 360;

/** The rendition of 360p, for a viewer with this code, or for all viewers without one. */
export async function renditionFor(origin: Origin, code?: number): Promise<VariantUrls> {
  const token = origin.token('film', code === undefined ? {} : { trace: code });
  const { variants } = await readPresentation({ ...origin, token: () => token }, 'film');
  return variants.find(({ height }) => height === HEIGHT)!;
}

/** One after another, so that the encodes of others do not count. */
export async function segmentsOf({ segments }: Pick<VariantUrls, 'segments'>): Promise<readonly Buffer[]> {
  const bytes: Buffer[] = [];
  for (const url of segments) bytes.push(await bytesOf(url));
  return bytes;
}

/** Those of so many codes that each segment has both variants among them. */
export function renditionsOfCodes(origin: Origin): Promise<readonly VariantUrls[]> {
  const codes = Array.from({ length: CODES }, (_, i) => renditionFor(origin, Math.imul(i, APART) >>> 0));
  return Promise.all(codes);
}

/** The second variant of each segment. @param first variants, which are those of all viewers. */
export async function secondVariants(
  renditions: readonly VariantUrls[],
  first: readonly Buffer[],
): Promise<readonly Buffer[]> {
  const second: Buffer[] = [];
  for (const [segment, bytes] of first.entries())
    second.push(
      await otherThan(
        bytes,
        renditions.map(({ segments }) => segments[segment]!),
      ),
    );
  return second;
}

async function otherThan(one: Buffer, urls: readonly string[]): Promise<Buffer> {
  const byName = new Map(urls.map((url) => [nameOf(url), url]));
  for (const url of byName.values()) {
    const bytes = await bytesOf(url);
    if (!bytes.equals(one)) return bytes;
  }
  throw new Error(`${CODES} codes have the same variant`);
}

/** Without the grant. */
function nameOf(url: string): string {
  return new URL(url).pathname.split('/').slice(3).join('/');
}
