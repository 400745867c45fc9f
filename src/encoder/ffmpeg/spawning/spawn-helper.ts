/** The server's side of the small process that starts others; see starter-program.ts. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { CLEAN_ENVIRONMENT, WORKING_DIRECTORY } from '../environment.js';
import { type Launcher, tiedCommand } from '../launcher.js';
import type { Child, ChildRequest, Ending } from './child.js';
import { Heartbeat, type HeartbeatOptions } from './heartbeat.js';
import type { Answer, AnswerToStart, SpawnRequest } from './messages.js';
import { startDirectly } from './start-directly.js';

/** Only beside compiled files; where sources run as they are, processes are started directly. */
const PROGRAM = fileURLToPath(new URL('./spawn-helper-program.js', import.meta.url));

/** It holds little more than Node itself. */
const NODE_ARGUMENTS = ['--max-old-space-size=64'];

/** How long after its unexpected end it is started again; until then processes are started directly. */
const RESTART_MS = 1000;

/**
 * It answers within milliseconds, and on a machine that is far too busy within a second or two. Six seconds of silence
 * are as long as a viewer's buffer bears, and far more than a busy machine takes.
 */
const HEARTBEAT = { intervalMs: 1000, maxUnanswered: 6 };

/** How long it may take to end its processes and itself when it is told to, in milliseconds; then it is killed. */
const CLOSE_MS = 2000;

const KILLED: Ending = { exitCode: null, signal: 'SIGKILL', stderr: '' };

export type LossReason = 'ended' | 'silent';

export interface SpawnHelperOptions {
  readonly launcher: Launcher;
  /** Called when the small process ended by itself, or was killed because it had stopped answering. */
  readonly onExit?: (why: LossReason) => void;
  readonly heartbeat?: Pick<HeartbeatOptions, 'intervalMs' | 'maxUnanswered'>;
  /** The compiled program. */
  readonly program?: string;
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T | PromiseLike<T>) => void;
  readonly reject: (error: Error) => void;
}

/** A process that was ordered. */
interface Ordered {
  readonly request: ChildRequest;
  /** The standard input, then the outputs, as far as they have come. */
  readonly streams: Socket[];
  readonly started: Deferred<Child>;
  hasStarted: boolean;
  readonly ended: Deferred<Ending>;
}

export class SpawnHelper {
  readonly #options: SpawnHelperOptions;
  readonly #ordered = new Map<number, Ordered>();
  #process: ChildProcess | undefined;
  #heartbeat: Heartbeat | undefined;
  #restart: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(options: SpawnHelperOptions) {
    this.#options = options;
  }

  /** Of the small process; absent where there is none. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts the small process; until then, and where it cannot be, processes are started directly. */
  begin(): void {
    clearTimeout(this.#restart);
    const { launcher, program = PROGRAM } = this.#options;
    if (!existsSync(program)) return;
    const { file, args } = tiedCommand(launcher, process.execPath, NODE_ARGUMENTS);
    const small = fork(program, {
      execPath: file,
      execArgv: [...args],
      cwd: WORKING_DIRECTORY,
      env: CLEAN_ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      detached: true,
    });
    this.#process = small;
    const heartbeat = this.#watch(small);
    small.on('message', (answer, socket) => {
      heartbeat.onMessage();
      this.#onMessage(answer as Answer, socket as Socket | undefined);
    });
    // A channel that broke is told by the end of the process. One that never began has no end.
    small.on('error', () => small.pid === undefined && this.#lose(small, 'ended'));
    small.once('exit', () => this.#lose(small, heartbeat.isSilent ? 'silent' : 'ended'));
    // Those who wait for something keep the server alive themselves.
    small.unref();
    small.channel?.unref();
  }

  /**
   * Starts a process that writes nothing to its outputs before it was given input: what it wrote earlier may be lost.
   * Rejects with the system's error when it does not start.
   */
  readonly start = (request: ChildRequest): Promise<Child> => {
    if (!this.#process?.connected) return startDirectly(request);
    const id = ++this.#lastId;
    const ordered = {
      ...{ request, streams: [], hasStarted: false },
      ...{ started: deferred<Child>(), ended: deferred<Ending>() },
    };
    this.#ordered.set(id, ordered);
    this.#send({ kind: 'start', id, request });
    return ordered.started.promise;
  };

  /** Ends the small process and all it has started. Resolves when it has ended. */
  async close(): Promise<void> {
    clearTimeout(this.#restart);
    const small = this.#process;
    if (!small) return;
    this.#process = undefined;
    this.#heartbeat?.stop();
    small.ref();
    const ended = once(small, 'exit');
    const kill = setTimeout(() => small.kill('SIGKILL'), CLOSE_MS);
    if (small.connected) small.disconnect();
    await ended;
    clearTimeout(kill);
  }

  /** One that hangs is killed, and with that it is lost like one that ended. */
  #watch(small: ChildProcess): Heartbeat {
    this.#heartbeat = new Heartbeat({
      ...(this.#options.heartbeat ?? HEARTBEAT),
      ask: () => this.#send({ kind: 'ping' }),
      onSilent: () => small.kill('SIGKILL'),
    });
    return this.#heartbeat;
  }

  #send(order: SpawnRequest): void {
    this.#process?.send(order, () => undefined);
  }

  #onMessage(answer: Answer, socket: Socket | undefined): void {
    if (answer.kind !== 'pong') this.#onStarted(answer, socket);
  }

  #onStarted(answer: AnswerToStart, socket: Socket | undefined): void {
    const ordered = this.#ordered.get(answer.id);
    if (!ordered) return;
    switch (answer.kind) {
      case 'stream':
        // A process that has ended already may have closed it.
        ordered.streams.push(socket ?? new Socket().destroy());
        break;
      case 'started':
        ordered.hasStarted = true;
        ordered.started.resolve(this.#childOf(answer.id, answer.pid, ordered));
        break;
      case 'refused':
        this.#ordered.delete(answer.id);
        ordered.started.reject(Object.assign(new Error(answer.message), { code: answer.code }));
        break;
      case 'ended':
        this.#ordered.delete(answer.id);
        ordered.ended.resolve(answer.ending);
    }
  }

  #childOf(id: number, pid: number, { streams, ended }: Ordered): Child {
    const [stdin, ...outputs] = streams as [Socket, ...Socket[]];
    const closed = Promise.all(outputs.map(whenClosed));
    return {
      pid,
      stdin,
      outputs,
      kill: () => this.#send({ kind: 'kill', id }),
      ended: ended.promise.then(async (ending) => {
        // Nobody reads from it, so that it does not notice the end itself.
        stdin.destroy();
        await closed;
        return ending;
      }),
    };
  }

  /**
   * With it, everything it had started has ended. What it had not reported as started was given no input yet, and is
   * started anew.
   */
  #lose(small: ChildProcess, why: LossReason): void {
    for (const [id, { request, streams, hasStarted, started, ended }] of this.#ordered) {
      this.#ordered.delete(id);
      for (const stream of streams) stream.destroy();
      if (hasStarted) ended.resolve(KILLED);
      else started.resolve(startDirectly(request));
    }
    if (this.#process !== small) return;
    this.#process = undefined;
    this.#heartbeat?.stop();
    this.#options.onExit?.(why);
    this.#restart = setTimeout(() => this.begin(), RESTART_MS).unref();
  }
}

function whenClosed(stream: Socket): Promise<void> {
  // A process may end in the midst of what it writes.
  stream.on('error', () => undefined);
  return new Promise((resolve) => {
    if (stream.closed) resolve();
    else stream.once('close', () => resolve());
  });
}

function deferred<T>(): Deferred<T> {
  let settle: Pick<Deferred<T>, 'resolve' | 'reject'> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle! };
}
