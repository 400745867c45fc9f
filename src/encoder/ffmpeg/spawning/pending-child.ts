/** A process requested of the spawn helper, until it has ended. */
import type { Socket } from 'node:net';
import type { Child, ChildRequest, Ending } from './child.js';

export interface PendingChild {
  readonly request: ChildRequest;
  /** Process id of the helper. */
  readonly helper: number | undefined;
  /** Standard input, then the outputs, as far as received. */
  readonly streams: Socket[];
  /** As soon as the first of its streams was received. */
  pid: number | undefined;
  readonly started: PromiseWithResolvers<Child>;
  hasStarted: boolean;
  readonly ended: PromiseWithResolvers<Ending>;
}

export function pendingChild(request: ChildRequest, helper: number | undefined): PendingChild {
  return {
    ...{ request, helper, streams: [], pid: undefined, hasStarted: false },
    ...{ started: Promise.withResolvers<Child>(), ended: Promise.withResolvers<Ending>() },
  };
}

/** The process once all of its streams were received. */
export function startedChild({ pid, streams, ended }: PendingChild, kill: () => void): Child {
  const [stdin, ...outputs] = streams as [Socket, ...Socket[]];
  const closed = Promise.all(outputs.map(whenClosed));
  return {
    ...{ pid: pid!, stdin, outputs, kill },
    ended: ended.promise.then(async (ending) => {
      // It is only written to, so it does not notice the end by itself.
      stdin.destroy();
      await closed;
      return ending;
    }),
  };
}

function whenClosed(stream: Socket): Promise<void> {
  // A process may end in the middle of a write.
  stream.on('error', () => undefined);
  return new Promise((resolve) => {
    if (stream.closed) resolve();
    else stream.once('close', () => resolve());
  });
}
