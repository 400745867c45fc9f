import type { CodedPicture } from '../../bitstream/index.js';
import type { AccessPoints } from './found-points.js';
import { PointCollector } from './point-collector.js';

/** Where a decoder can begin, by the coded picture of each sample. */
export function pointsOf(count: number, pictureOf: (sample: number) => CodedPicture): AccessPoints {
  const points = new PointCollector(count);
  for (let sample = 0; sample < count; sample++) points.add(sample, pictureOf(sample));
  return points.found();
}
