/** Tells the operator what of a master is not played, when it is indexed. */
import type { Logger } from 'pino';
import { missedTexts } from '../../assets/index.js';
import { isMissed, type MasterIndex } from '../../masters/index.js';
import type { Metrics } from '../../shared/metrics.js';

/** Returns a function that logs once for each index what of its master is not played or missing, and counts the tracks. */
export function reportNotPlayed(metrics: Pick<Metrics, 'tracksNotPlayed'>, log: Logger) {
  return (index: MasterIndex): void => {
    const { asset, version, missing } = index;
    for (const { kind } of index.ignored.filter(isMissed)) metrics.tracksNotPlayed.inc({ kind });
    const notPlayed = missedTexts(index);
    if (notPlayed.length > 0) log.warn({ asset, version, notPlayed }, 'tracks of the master are not played');
    if (missing) log.warn({ asset, version, missing }, 'the master is not whole');
  };
}
