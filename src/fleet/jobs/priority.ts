/** In which order the jobs of a queue are taken: lower numbers first. Pure. */
import type { Urgency } from '../../shared/scheduler/urgency.js';

/**
 * Bands by urgency. Within one, the jobs of a tenant stand behind each other (its first, its second, …) and so between those
 * of other tenants: a tenant with five hundred jobs delays another's next one by no more than the encode in progress.
 */
const BANDS = { now: 1, later: 700_000, prefetch: 1_400_000 } as const;
/** The width of a band. BullMQ's lowest priority is 2,097,152. */
const MAX_OUTSTANDING = 600_000;

/** A viewer who needs a segment later than this can wait for one who needs it now. */
const NOW_MS = 2000;

/**
 * @param outstanding how many jobs of the tenant are outstanding, this one included.
 * @param now of the scheduler's clock.
 */
export function priorityOf(
  { priority, dueAt }: Pick<Urgency, 'priority' | 'dueAt'>,
  outstanding: number,
  now: number,
): number {
  const band = priority !== 'demand' ? 'prefetch' : dueAt > now + NOW_MS ? 'later' : 'now';
  return BANDS[band] + Math.min(MAX_OUTSTANDING, Math.max(0, outstanding - 1));
}

/** The tenant of an asset: the first part of its name. */
export function tenantOf(asset: string): string {
  return asset.slice(0, `${asset}/`.indexOf('/'));
}
