/** Where a decoder can begin, by the bitstream: which sync samples of a table are true, and which are missing from it. */
import type { CodedPicture } from '../../bitstream/index.js';
import type { SampleTable } from '../../tracks/index.js';
import type { AccessPoints } from './found-points.js';
import { PointCollector } from './point-collector.js';
import { readHeads, type SampleHeads } from './read-heads.js';

/** Which is not worth reading all of for recordings in which every frame is a keyframe: then some are looked at. */
const MAX_CLAIMS = 20_000;
const SPOT_CHECKS = 2048;
/** A day at 30 frames a second. What is beyond is not examined, and so is no point. */
const MAX_EXAMINED = 2_600_000;
/** So many samples at the beginning that are not of the codec: then none is. */
const MAX_UNREADABLE = 64;
/** Between sync samples further apart the table may lack some; encoders place them every few seconds. */
const SEARCH_GAP_SECONDS = 20;

/** What the container claims. */
interface ClaimedTable extends Pick<SampleTable, 'count' | 'sync' | 'times'> {
  readonly timescale: number;
  /**
   * Whether a sync sample that is all intra-coded is a random access point although its bitstream does not say so: in H.264, that
   * is left to recovery points, which not all encoders write.
   */
  readonly isIntraBelieved: boolean;
}

/**
 * Finds the random access points of a track. Reads the heads of its sync samples; of others only if one of those is none, or if
 * they are far apart.
 * @throws as `readHeads`.
 */
export async function findAccessPoints(
  table: ClaimedTable,
  heads: SampleHeads<CodedPicture>,
): Promise<AccessPoints> {
  const claims = claimedSamples(table.sync);
  const areDense = claims.length > MAX_CLAIMS;
  const confirmed = await confirmedPoints(table, areDense ? spread(claims) : claims, heads);
  if (areDense && confirmed) return { sync: table.sync };
  if (confirmed) {
    const others = unclaimedStretches(table, claims);
    for await (const { sample, header } of readHeads(heads, others)) confirmed.add(sample, header);
    return confirmed.found();
  }
  return (await allPoints(table.count, heads))?.found() ?? { sync: table.sync };
}

/** By the bitstream alone; undefined if it cannot be read. */
async function allPoints(
  count: number,
  heads: SampleHeads<CodedPicture>,
): Promise<PointCollector | undefined> {
  const points = new PointCollector(count);
  let isReadable = false;
  for await (const { sample, header } of readHeads(heads, everySample(count))) {
    isReadable ||= header !== undefined;
    if (!isReadable && sample >= MAX_UNREADABLE) return undefined;
    points.add(sample, header);
  }
  return isReadable ? points : undefined;
}

/** The sync samples that are claimed; undefined if there are none, or one of them is no random access point. */
async function confirmedPoints(
  { count, isIntraBelieved }: ClaimedTable,
  claims: readonly number[],
  heads: SampleHeads<CodedPicture>,
): Promise<PointCollector | undefined> {
  const points = new PointCollector(count);
  // Where each frame is claimed to be one, a claim says nothing.
  const areBelieved = isIntraBelieved && (claims.length < count || count === 1);
  let areTrue = claims.length > 0;
  for await (const { sample, header } of readHeads(heads, claims)) {
    const picture = areBelieved ? believed(header) : header;
    areTrue &&= picture?.access === 'independent' || picture?.access === 'open';
    if (!areTrue) return undefined;
    points.add(sample, picture);
  }
  return areTrue ? points : undefined;
}

function claimedSamples(sync: Uint8Array): number[] {
  const claims: number[] = [];
  for (let sample = sync.indexOf(1); sample >= 0; sample = sync.indexOf(1, sample + 1)) claims.push(sample);
  return claims;
}

function spread(claims: readonly number[]): number[] {
  return Array.from(
    { length: SPOT_CHECKS },
    (_, i) => claims[Math.floor((i * claims.length) / SPOT_CHECKS)]!,
  );
}

function believed(picture: CodedPicture | undefined): CodedPicture | undefined {
  return picture?.access === 'none' && picture.type === 'I' ? { ...picture, access: 'open' } : picture;
}

/** The samples that are further than SEARCH_GAP_SECONDS behind the last sync sample, up to the next. */
function* unclaimedStretches(
  { count, times, timescale }: ClaimedTable,
  claims: readonly number[],
): Generator<number> {
  let examined = 0;
  for (const [i, claim] of claims.entries()) {
    const end = claims[i + 1] ?? count;
    if (times[end - 1]! - times[claim]! <= SEARCH_GAP_SECONDS * timescale) continue;
    for (let sample = claim + 1; sample < end && examined < MAX_EXAMINED; sample++, examined++) yield sample;
  }
}

function* everySample(count: number): Generator<number> {
  for (let sample = 0; sample < Math.min(count, MAX_EXAMINED); sample++) yield sample;
}
