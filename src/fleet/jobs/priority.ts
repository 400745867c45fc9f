/** In which order the jobs of a queue are taken: lower numbers first. Pure. */
import type { Urgency } from '../../shared/scheduler/urgency.js';

/**
 * How urgent a job is: a viewer needs it now or later, or none is known to need it. Within each, the jobs of a tenant are counted by
 * themselves: those that no viewer waits for must not hold up those for which one does.
 */
export const BANDS = ['now', 'later', 'prefetch'] as const;
export type Band = (typeof BANDS)[number];

/** How many jobs of a tenant are outstanding, by band. */
export type Outstanding = Readonly<Record<Band, number>>;

/** A viewer who needs a segment later than this can wait for one who needs it now. */
const NOW_MS = 2000;
/** Among the jobs of one tenant, each that is needed later lets as many go ahead that are needed now. */
const NOW_BEFORE_LATER = 4;

/** Prefetch begins behind all demand. BullMQ's lowest priority is 2,097,152. */
const FIRST_PREFETCH = 1_400_000;
/** Demand of the last turn, and prefetch of the last turn, are above it. */
const MAX_TURN = 150_000;

/** @param now of the scheduler's clock. */
export function bandOf({ priority, dueAt }: Pick<Urgency, 'priority' | 'dueAt'>, now: number): Band {
  if (priority !== 'demand') return 'prefetch';
  return dueAt > now + NOW_MS ? 'later' : 'now';
}

/** Whether jobs of one band are more urgent than those of another. */
export function isBefore(band: Band, other: Band): boolean {
  return BANDS.indexOf(band) < BANDS.indexOf(other);
}

/**
 * The jobs of a tenant have turns, the first, the second, …, and stand between those of other tenants by them. Only among jobs of the same
 * turn are those first that are needed now. So whatever a tenant has that others need, and however urgent it is: as long as any
 * of it is outstanding, its next job comes after the first one of another tenant.
 * @param outstanding of the job's tenant, this job included.
 */
export function priorityOf(band: Band, { now, later, prefetch }: Outstanding): number {
  if (band === 'prefetch') return FIRST_PREFETCH + turnsBefore(prefetch);
  // What is needed now does not wait for all that its tenant needs later, but for one: it is not the first.
  if (band === 'now') return 1 + 2 * turnsBefore(now + Math.min(1, later));
  return 2 + 2 * NOW_BEFORE_LATER * turnsBefore(now + later);
}

function turnsBefore(turn: number): number {
  return Math.min(MAX_TURN, Math.max(1, turn)) - 1;
}

/** The tenant of an asset: the first part of its name. */
export function tenantOf(asset: string): string {
  return asset.slice(0, `${asset}/`.indexOf('/'));
}
