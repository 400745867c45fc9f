/** The server's side of the spawn helper; see spawn-helper-program.ts. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { CLEAN_ENVIRONMENT, WORKING_DIRECTORY } from '../../confinement/environment.js';
import { type Launcher, tiedCommand } from '../launcher.js';
import type { Child, ChildRequest, Ending } from './child.js';
import { Heartbeat, type HeartbeatOptions } from './heartbeat.js';
import type { Reply, ReplyToStart, SpawnRequest } from './messages.js';
import { startDirectly } from './start-directly.js';

/** Exists only beside compiled files; when running from sources, processes are started directly. */
const PROGRAM = fileURLToPath(new URL('./spawn-helper-program.js', import.meta.url));

/** The helper needs little more memory than Node itself. */
const NODE_ARGUMENTS = ['--max-old-space-size=64'];

/** Delay before restarting a helper that ended unexpectedly; until then processes are started directly. */
const RESTART_MS = 1000;

/**
 * The helper answers within milliseconds, on an overloaded machine within a second or two. Six seconds of silence are about
 * as long as a viewer's buffer lasts, and far more than an overloaded machine needs.
 */
const HEARTBEAT = { intervalMs: 1000, maxUnanswered: 6 };

/** How long the helper may take to end its processes and itself on close, in milliseconds; then it is killed. */
const CLOSE_MS = 2000;

const KILLED: Ending = { exitCode: null, signal: 'SIGKILL', stderr: '' };

/** The helper ended by itself, or was killed because it no longer answered. */
export type ExitReason = 'ended' | 'silent';

export interface SpawnHelperOptions {
  readonly launcher: Launcher;
  /** Called when the helper ended unexpectedly. */
  readonly onExit?: (why: ExitReason) => void;
  readonly heartbeat?: Pick<HeartbeatOptions, 'intervalMs' | 'maxUnanswered'>;
  /** The compiled program. */
  readonly program?: string;
}

/** A requested process, until it has ended. */
interface PendingChild {
  readonly request: ChildRequest;
  /** Standard input, then the outputs, as far as received. */
  readonly streams: Socket[];
  readonly started: PromiseWithResolvers<Child>;
  hasStarted: boolean;
  readonly ended: PromiseWithResolvers<Ending>;
}

/** Starts processes through a small helper process, so that the server does not block for it. */
export class SpawnHelper {
  readonly #options: SpawnHelperOptions;
  readonly #pending = new Map<number, PendingChild>();
  #process: ChildProcess | undefined;
  #heartbeat: Heartbeat | undefined;
  #restart: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(options: SpawnHelperOptions) {
    this.#options = options;
  }

  /** Of the helper process; undefined if it is not running. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts the helper process. Without it, processes are started directly. */
  begin(): void {
    clearTimeout(this.#restart);
    const { launcher, program = PROGRAM } = this.#options;
    if (!existsSync(program)) return;
    const { file, args } = tiedCommand(launcher, process.execPath, NODE_ARGUMENTS);
    const helper = fork(program, {
      execPath: file,
      execArgv: [...args],
      cwd: WORKING_DIRECTORY,
      env: CLEAN_ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      detached: true,
    });
    this.#process = helper;
    const heartbeat = this.#watch(helper);
    helper.on('message', (reply, socket) => {
      heartbeat.onMessage();
      this.#onMessage(reply as Reply, socket as Socket | undefined);
    });
    // Without a pid it never started and emits no `exit`. All other errors are followed by `exit`.
    helper.on('error', () => helper.pid === undefined && this.#onExit(helper, 'ended'));
    helper.once('exit', () => this.#onExit(helper, heartbeat.isSilent ? 'silent' : 'ended'));
    // The helper alone must not keep the server running.
    helper.unref();
    helper.channel?.unref();
  }

  /**
   * Starts a process that writes nothing to its outputs before it is fed: earlier output may be lost. Rejects with the
   * system's error if it does not start.
   */
  readonly start = (request: ChildRequest): Promise<Child> => {
    if (!this.#process?.connected) return startDirectly(request);
    const id = ++this.#lastId;
    const pending = {
      ...{ request, streams: [], hasStarted: false },
      ...{ started: Promise.withResolvers<Child>(), ended: Promise.withResolvers<Ending>() },
    };
    this.#pending.set(id, pending);
    this.#send({ kind: 'start', id, request });
    return pending.started.promise;
  };

  /** Ends the helper and everything it has started. Resolves when the helper has ended. */
  async close(): Promise<void> {
    clearTimeout(this.#restart);
    const helper = this.#process;
    if (!helper) return;
    this.#process = undefined;
    this.#heartbeat?.stop();
    helper.ref();
    const ended = once(helper, 'exit');
    const kill = setTimeout(() => helper.kill('SIGKILL'), CLOSE_MS);
    if (helper.connected) helper.disconnect();
    await ended;
    clearTimeout(kill);
  }

  /** Kills a helper that hangs, which is then handled like one that ended. */
  #watch(helper: ChildProcess): Heartbeat {
    this.#heartbeat = new Heartbeat({
      ...(this.#options.heartbeat ?? HEARTBEAT),
      ping: () => this.#send({ kind: 'ping' }),
      onSilent: () => helper.kill('SIGKILL'),
    });
    return this.#heartbeat;
  }

  #send(message: SpawnRequest): void {
    this.#process?.send(message, () => undefined);
  }

  #onMessage(reply: Reply, socket: Socket | undefined): void {
    if (reply.kind !== 'pong') this.#onReply(reply, socket);
  }

  #onReply(reply: ReplyToStart, socket: Socket | undefined): void {
    const pending = this.#pending.get(reply.id);
    if (!pending) return;
    switch (reply.kind) {
      case 'stream':
        // Undefined if the process has already ended and closed it.
        pending.streams.push(socket ?? new Socket().destroy());
        break;
      case 'started':
        pending.hasStarted = true;
        pending.started.resolve(this.#childOf(reply.id, reply.pid, pending));
        break;
      case 'refused':
        this.#pending.delete(reply.id);
        pending.started.reject(Object.assign(new Error(reply.message), { code: reply.code }));
        break;
      case 'ended':
        this.#pending.delete(reply.id);
        pending.ended.resolve(reply.ending);
    }
  }

  #childOf(id: number, pid: number, { streams, ended }: PendingChild): Child {
    const [stdin, ...outputs] = streams as [Socket, ...Socket[]];
    const closed = Promise.all(outputs.map(whenClosed));
    return {
      pid,
      stdin,
      outputs,
      kill: () => this.#send({ kind: 'kill', id }),
      setPaused: (isPaused) => this.#send({ kind: 'setPaused', id, isPaused }),
      ended: ended.promise.then(async (ending) => {
        // It is only written to, so it does not notice the end by itself.
        stdin.destroy();
        await closed;
        return ending;
      }),
    };
  }

  /**
   * Everything the helper had started has ended with it. Processes it had not yet reported as started have no input yet, and
   * are started again directly.
   */
  #onExit(helper: ChildProcess, why: ExitReason): void {
    for (const [id, { request, streams, hasStarted, started, ended }] of this.#pending) {
      this.#pending.delete(id);
      for (const stream of streams) stream.destroy();
      if (hasStarted) ended.resolve(KILLED);
      else started.resolve(startDirectly(request));
    }
    if (this.#process !== helper) return;
    this.#process = undefined;
    this.#heartbeat?.stop();
    this.#options.onExit?.(why);
    this.#restart = setTimeout(() => this.begin(), RESTART_MS).unref();
  }
}

function whenClosed(stream: Socket): Promise<void> {
  // A process may end in the middle of a write.
  stream.on('error', () => undefined);
  return new Promise((resolve) => {
    if (stream.closed) resolve();
    else stream.once('close', () => resolve());
  });
}
