/** The assumptions of the model, in words. */
import { CATALOGUE, DELIVERY_SECONDS, FILM, ORIGINS, WORKERS } from './cases.js';
import { HORIZON_SECONDS } from './demand.js';
import type { ServiceTimes } from './service-times.js';

export function crowdAssumptions({ sources, renditions }: ServiceTimes): readonly string[] {
  const percent = (share: number) => `${100 * share}%`;
  return [
    `everything but the first ${renditions.length + 4} rows is modelled, with random numbers of a fixed seed; measured are the processor time of a session, here, and the service times that the stored results of other benches have: ${sources.join(', ')}. Each encode takes what its rendition takes, times the ratio of one of that bench's runs to their median`,
    `viewers come by a gamma distribution: most of them after ${FILM.riseSeconds} s, all but 4% within five minutes; the model runs for ${HORIZON_SECONDS / 60} minutes. When a player requests a segment does not depend on how soon the one before came, no viewer gives up, and none is refused, where a server would answer 503: waits are longer here than with admission, and the load does not fall`,
    `${percent(1 - FILM.beginElsewhere)} begin at the start and the others anywhere; ${percent(FILM.leaveEarly)} leave within the first fifth, as in economy; half get the highest rendition, half of the others the next, and so on, after two segments of 480p; players fill a buffer of 30 s at four times the bit rate`,
    `one film has ${FILM.assetSeconds / 3600} hours. ${CATALOGUE.assets} assets have ${CATALOGUE.assetSeconds / 60} minutes each, and popularity follows Zipf’s law; nothing of them is cached anywhere before`,
    'each edge fetches a segment once and keeps it, the fleet encodes a segment once and the origins keep it; there are as many edges as have 24 Gbit/s each for all viewers at the highest rendition, and no tier of caches between them and the origins',
    'origins answer each session with a playlist of its own. Media playlists and init segments, of which each edge fetches one for each rendition, are left out, and so is audio: it is a hundredth of the processor time',
    `a worker has ${WORKERS.slotsPerWorker} slots; two run before the crowd comes, unless more are ready. The autoscaler looks every ${WORKERS.pollSeconds} s, asks for as many workers as would leave no job waiting, at most twice as many as there are or ${WORKERS.minStep} more, up to ${WORKERS.maxWorkers}, and they take jobs ${WORKERS.startSeconds} s later. Slots take the most urgent part of two seconds first. From a worker to the edge it takes ${DELIVERY_SECONDS * 1000} ms`,
    `origins use one processor each, and are autoscaled from ${ORIGINS.minOrigins} to ${ORIGINS.maxOrigins} by how busy they are: every ${ORIGINS.pollSeconds} s, for ${percent(ORIGINS.targetShare)}, and ready ${ORIGINS.startSeconds} s later`,
    'Redis, the store of masters and the networks take no time; docs/scaling.md says what they need',
  ];
}
