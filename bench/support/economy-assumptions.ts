/** The assumptions of the simulated day, in words. */
import { BASE, ORIGIN_ALONE } from './economy-cases.js';

const { day } = BASE;

export const ECONOMY_ASSUMPTIONS: readonly string[] = [
  'the day is simulated five times with different random numbers; measured, on one master: processor time and bytes per second of each rendition through the server (the whole server and every process it starts), the cost of the first session of an asset, the size of its index, and processor time and bytes of one ffmpeg command that decodes once and encodes the whole ladder with one thread per rendition; the server runs without ffmpeg’s sandbox, whose processor time cannot be accounted for, and which adds some 10 ms to each process',
  `the base case: ${day.assets} assets, log-normal durations with a median of ${day.medianSeconds / 60} minutes; ${day.viewsPerDay} views a day, one per asset on average, spread evenly over the day, so that less is shared than on a busy evening. This is our choice; half of YouTube's public videos get some 40 views in their lifetime (McGrady, Zheng, Curran, Baumgartner and Zuckerman, "Dialing for Videos", 2023)`,
  `popularity follows Zipf's law with exponent ${day.zipfExponent}, by which the most popular fifth of the assets gets three quarters of the views; over 80% of requests for 20% of the videos were observed by Ben Abdesslem and Lindgren ("Large Scale Characterisation of YouTube Requests in a Cellular Network", 2014)`,
  `${100 * day.leaveEarly}% of the views end within the first fifth, as Finamore, Mellia, Munafò, Torres and Rao found ("YouTube Everywhere", IMC 2011); ${100 * day.seeTheEnd}% reach the end and the others end anywhere between, which is our choice`,
  'players buffer 30 s ahead, which a viewer who leaves has fetched for nothing; all start with the server’s initial rendition and switch after two segments; half get the highest rendition, half of the others the next, and so on',
  'the server prefetches one segment; each time an asset is opened after its first session has expired from the cache, the cost of a first session is paid again',
  `in the base case an edge caches each segment for a day, as the server's own header allows; what it holds at most counts as stored. "No edge" is the server alone, which caches ${ORIGIN_ALONE.bytes / 2 ** 20} MiB, each segment for ${ORIGIN_ALONE.seconds / 60} minutes after its last request`,
  'stored on top of the masters are: on one side the peak size of cached segments and the indexes of all assets that were opened, on the other side the whole ladder with its audio; the masters are stored on both sides and have their own row, with as many bytes per second as the measured one',
  'the ladder is paid for once and the day is one day: the number of days until both have cost the same assumes that nothing is cached overnight, no asset is added and none removed',
];
