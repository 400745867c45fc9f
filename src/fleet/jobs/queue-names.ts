/** The names of the queues. Workers of another encoder build, with other fonts, images, logos or another cut have queues of their own. */
import { createHash } from 'node:crypto';
import { type RecipeBasis, recipeBasisKey } from '../../encoder/index.js';
import type { JobLane } from './job.js';

/** Increment when jobs or results change so that older workers or origins would misread them. */
const PROTOCOL_VERSION = 5;

export type QueueNames = Readonly<Record<JobLane, string>>;

/** What origin and worker must have in common to make, and to ask for, the same bytes. */
export interface FleetBuild extends RecipeBasis {
  /** Identifies the fonts of text that is burned in; see `StandInFonts`. */
  readonly fontsId: string;
  /** By the names of the images that may be drawn as marks: the hashes of their files. Default none. */
  readonly imageHashes?: ReadonlyMap<string, string>;
  /** Identifies the logos of assets; see `Logos`. */
  readonly logosId?: string;
  /** Whether masters' own tracks are among the renditions. */
  readonly passthrough: boolean;
}

export function queueNames({
  passthrough,
  fontsId,
  imageHashes,
  logosId = '',
  ...basis
}: FleetBuild): QueueNames {
  const images = [...(imageHashes ?? [])].flat();
  const all = [PROTOCOL_VERSION, recipeBasisKey(basis), fontsId, passthrough, logosId, ...images].join(' ');
  const build = createHash('sha256').update(all).digest('hex').slice(0, 16);
  return { heavy: `heavy-${build}`, light: `light-${build}` };
}

/** The lane of a queue by its name. */
export function laneOfQueue(name: string): JobLane {
  return name.startsWith('heavy-') ? 'heavy' : 'light';
}

/** Whether a text can be the name of a queue. */
export function isQueueName(text: string): boolean {
  return /^(heavy|light)-[0-9a-f]{16}$/.test(text);
}
