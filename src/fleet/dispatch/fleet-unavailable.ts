/**
 * Why the fleet does not produce a segment, so that the origin does:
 * - `no_workers`: none lives.
 * - `redis`: it does not answer.
 * - `resting`: too many jobs failed for one of the other reasons.
 * - `late`: no result within the time that a job may take.
 * - `no_result`: three times a job was lost, or its bytes were not to be had.
 * - `forged`: what Redis said was not written by this fleet.
 * - `wrong_bytes`: a worker's bytes were not those it had announced.
 * - `unable`: a worker cannot do it at the moment, as it does not have the master yet.
 * - `idle_here`: no worker took it up, and this machine has nothing to do.
 */
export type FallbackReason =
  | 'no_workers'
  | 'redis'
  | 'resting'
  | 'late'
  | 'no_result'
  | 'forged'
  | 'wrong_bytes'
  | 'unable'
  | 'idle_here';

/** Thrown within this room alone. */
export class FleetUnavailable extends Error {
  override readonly name = 'FleetUnavailable';
  readonly reason: FallbackReason;

  constructor(reason: FallbackReason, cause?: unknown) {
    super(`the fleet does not produce the segment: ${reason}`, { cause });
    this.reason = reason;
  }
}
