/** The URLs of segments at a worker: `{the worker's URL}/segments/{job id}`. */

const PATH = /^\/segments\/(s[0-9a-f]{40})$/;

export function segmentUrl(workerUrl: string, jobId: string): string {
  return `${workerUrl}/segments/${jobId}`;
}

/** The job that the path of a request names. */
export function jobIdOfPath(path: string): string | undefined {
  return PATH.exec(path)?.[1];
}
