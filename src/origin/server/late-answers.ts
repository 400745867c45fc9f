import type { ServerResponse } from 'node:http';

const late = new WeakSet<ServerResponse>();

/** Records that a response was answered with `answer_late`, so that what its route still sends is not wanted. */
export function markAnsweredLate(response: ServerResponse): void {
  late.add(response);
}

/** Whether a response was answered with `answer_late`. */
export function isAnsweredLate(response: ServerResponse): boolean {
  return late.has(response);
}
