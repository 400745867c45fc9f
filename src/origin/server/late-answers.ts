import type { ServerResponse } from 'node:http';

const late = new WeakSet<ServerResponse>();

/** Records that `answer_late` was sent as this response, so that its route stops and sends nothing more. */
export function markAnsweredLate(response: ServerResponse): void {
  late.add(response);
}

/** Whether `answer_late` was sent as this response. */
export function isAnsweredLate(response: ServerResponse): boolean {
  return late.has(response);
}
