/** What the simulated day rests on, in words. */
import { BASE, ORIGIN_ALONE } from './economy-cases.js';

const { day } = BASE;

export const ECONOMY_ASSUMPTIONS: readonly string[] = [
  'the day is simulated, five times with other random numbers; measured are, on one master: processor time and bytes for each second of each rendition through the server (the whole server and every process it starts), what the first session of an asset takes, the size of its index, and the same of one ffmpeg command that decodes once and makes the whole ladder with one thread for each rendition',
  `the base case: ${day.assets} assets, log-normal durations with a median of ${day.medianSeconds / 60} minutes; ${day.viewsPerDay} views a day, one for each asset on average, spread evenly over the day, which shares less than a busy evening would. This is a choice; half of YouTube's public videos have some 40 views in their whole life (McGrady, Zheng, Curran, Baumgartner and Zuckerman, "Dialing for Videos", 2023)`,
  `popularity follows Zipf's law with exponent ${day.zipfExponent}, by which the first fifth of the assets gets three quarters of the views; over 80% of requests for 20% of the videos were seen by Ben Abdesslem and Lindgren ("Large Scale Characterisation of YouTube Requests in a Cellular Network", 2014)`,
  `${100 * day.leaveEarly}% of the views end anywhere in the first fifth, as Finamore, Mellia, Munafò, Torres and Rao found ("YouTube Everywhere", IMC 2011); ${100 * day.seeTheEnd}% see the end and the others end anywhere between, which is a choice`,
  'players hold 30 s ahead of the picture, so whoever leaves has fetched that for nothing; all start with the rendition that the server starts with and switch after two segments; half get the highest rendition, half of the others the next, and so on',
  'the server reads one segment ahead; each time an asset is opened whose opening has been forgotten, all that the first session took is paid again',
  `in the base case an edge keeps each segment for a day, as the server's own header allows; what it holds at the end counts as stored. "No edge" is the server alone, which keeps ${ORIGIN_ALONE.bytes / 2 ** 20} MiB, each segment for ${ORIGIN_ALONE.seconds / 60} minutes after it was last asked for`,
  'stored on top of the masters are: on one side the most that was kept of segments at any time and the indexes of all assets that were opened, on the other side the whole ladder with its sound; the masters are stored on both sides and stand in a row of their own, as large for each second as the measured one',
  'the ladder is paid once and the day is one day: the days until both have cost the same are told, as if nothing were kept overnight, no asset were new and none forgotten',
];
