/** Webhooks on disk: they survive a restart however the process ended, and a broken disk never prevents delivery. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { messageFormat } from '../../../src/events/webhooks/message.js';
import { status } from './receiver.js';
import {
  DELAY_OVER_MS,
  indexed,
  nameIn,
  receiver,
  SECRET,
  started,
  startWebhooks,
  temporaryFolder,
} from './webhooks-under-test.js';

/** A directory with one message for each version, left by a closed process. */
async function leftBehind(url: string, versions: readonly string[]): Promise<string> {
  const { webhooks, folder } = await startWebhooks([url]);
  for (const version of versions) webhooks.emit(indexed(version));
  await webhooks.idle();
  await webhooks.close();
  return folder;
}

describe('a message', () => {
  it('is on disk before it is first sent, and is removed when it has arrived', async () => {
    let onDisk: string[] = [];
    const folder = await temporaryFolder();
    const probe = await receiver();
    const { url } = await receiver(async (response) => {
      onDisk = await readdir(folder);
      response.writeHead(204).end();
    });
    const write = async (path: string, text: string) => {
      // Long enough for a delivery that does not wait to arrive first.
      for (let index = 0; index < 5; index++) await fetch(probe.url, { method: 'POST', body: '{}' });
      await writeFile(path, text);
    };
    const { webhooks, files } = await startWebhooks([url], { folder, write });
    webhooks.emit(indexed());
    await webhooks.idle();
    expect(onDisk).toEqual([expect.stringMatching(/^msg_[0-9a-f]{32}\.webhook$/)]);
    expect(await files()).toEqual([]);
  });

  it('is readable by its owner alone', async () => {
    const { url } = await receiver(status(500));
    const folder = await leftBehind(url, ['one']);
    const [name] = await readdir(folder);
    expect((await stat(join(folder, name!))).mode & 0o077).toBe(0);
  });

  it('survives a restart, with its id and its attempts', async () => {
    const { url, received } = await receiver(status(500));
    const before = await startWebhooks([url]);
    before.webhooks.emit(indexed());
    await before.later();
    await before.webhooks.close();
    const after = await startWebhooks([url], { folder: before.folder, clock: before.clock });
    for (let attempt = 0; attempt < 4; attempt++) await after.later();
    expect(received).toHaveLength(4);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect([after.webhooks.counts.givenUp, await after.files()]).toEqual([1, []]);
  });

  it('is sent in order after a restart too', async () => {
    const versions = Array.from({ length: 20 }, (_, index) => `${index}`);
    let isSilent = true;
    const { url, received, count } = await receiver((response) => {
      if (!isSilent) response.writeHead(204).end();
    });
    const before = await startWebhooks([url]);
    for (const version of versions) before.webhooks.emit(indexed(version));
    await count(1);
    await before.webhooks.close();
    isSilent = false;
    const after = await startWebhooks([url], { folder: before.folder });
    await after.webhooks.idle();
    expect(received.slice(1).map(({ body }) => nameIn(body))).toEqual(versions);
  });

  it('survives a process that was killed', async () => {
    const silent = await receiver(() => undefined);
    const folder = await temporaryFolder();
    const script = fileURLToPath(new URL('./killed-process.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, folder, silent.url, SECRET], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await silent.count(1);
    while ((await readdir(folder)).filter((name) => name.endsWith('.webhook')).length < 3);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { webhooks } = await startWebhooks([silent.url], { folder, begun: false });
    await webhooks.begin();
    await silent.count(2);
    const [first, second] = silent.received;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    expect(webhooks.depth).toBe(3);
  });

  it('for an endpoint that is no longer configured is removed', async () => {
    const { url } = await receiver(status(500));
    const other = await receiver();
    const folder = await leftBehind(url, ['one', 'two']);
    const { webhooks, files, log } = await startWebhooks([other.url], { folder });
    await webhooks.idle();
    expect([other.received.length, await files(), webhooks.counts.dropped]).toEqual([0, [], 2]);
    expect(log).toContainEqual(expect.objectContaining({ ofOtherEndpoints: 2 }));
  });

  it('due in a hundred years is sent within the hour', async () => {
    const { url, received } = await receiver((response, index) =>
      response.writeHead(index === 0 ? 500 : 204).end(),
    );
    const folder = await leftBehind(url, ['one']);
    const [name = ''] = await readdir(folder);
    const message = messageFormat.fromFile(name.replace('.webhook', ''), await readFile(join(folder, name)))!;
    const dueAtMs = message.dueAtMs + 100 * 365 * 24 * 60 * 60 * 1000;
    await writeFile(join(folder, name), messageFormat.toText({ ...message, dueAtMs }));
    const { later } = await startWebhooks([url], { folder });
    await later(60 * 60 * 1000);
    expect(received).toHaveLength(2);
  });
});

describe('a file', () => {
  it('that is unfinished or damaged is removed and logged, and the others are sent', async () => {
    let code = 500;
    const { url, received, count } = await receiver((response) => response.writeHead(code).end());
    const folder = await leftBehind(url, ['one', 'two', 'three']);
    const names = await readdir(folder);
    const versionOf = async (name: string) =>
      nameIn((await readFile(join(folder, name), 'utf8')).split('\n')[2] ?? '');
    const whole = await versionOf(names[2]!);
    await truncate(join(folder, names[0]!), 100);
    await writeFile(join(folder, names[1]!), '');
    const unfinished = `msg_${'0'.repeat(32)}.0123456789ab.unfinished`;
    await writeFile(join(folder, unfinished), 'half a mess');
    code = 204;
    const { webhooks, log, files, later } = await startWebhooks([url], { folder });
    await later();
    await count(4);
    expect([received.slice(3).map(({ body }) => nameIn(body)), await files()]).toEqual([[whole], []]);
    expect(webhooks.counts.delivered).toBe(1);
    expect(log.filter(({ msg }) => msg.includes('damaged'))).toHaveLength(3);
  });

  it('that is no message is left alone', async () => {
    const folder = await temporaryFolder();
    for (const name of ['notes.txt', 'x.webhook', 'y.unfinished'])
      await writeFile(join(folder, name), 'mine');
    await mkdir(join(folder, `msg_${'0'.repeat(32)}.webhook`));
    const { url } = await receiver();
    const { files, log } = await startWebhooks([url], { folder });
    expect(await files()).toHaveLength(4);
    expect(log).toContainEqual(
      expect.objectContaining({ msg: 'one of the webhooks on disk could not be read' }),
    );
  });
});

describe('more messages than the capacity', () => {
  it('left by a process with a larger one lose the oldest', async () => {
    const { url } = await receiver(status(500));
    const folder = await leftBehind(url, ['one', 'two', 'three', 'four']);
    const { webhooks, files } = await startWebhooks([url], { folder, maxWaiting: 2 });
    await webhooks.idle();
    expect([webhooks.depth, (await files()).length, webhooks.counts.dropped]).toEqual([2, 2, 2]);
  });
});

describe('a disk', () => {
  it('that cannot be written does not prevent delivery', async () => {
    const { url, received } = await receiver();
    const folder = join(await temporaryFolder(), 'file');
    await writeFile(folder, 'x');
    const { webhooks, log } = await startWebhooks([url], { folder });
    for (const version of ['one', 'two']) webhooks.emit(indexed(version));
    await webhooks.idle();
    expect(received.map(({ body }) => nameIn(body))).toEqual(['one', 'two']);
    expect(log).toContainEqual(expect.objectContaining({ msg: 'webhooks cannot be stored on disk' }));
  });

  it('that can be written again gets what is still undelivered', async () => {
    const { url } = await receiver(status(500));
    const folder = join(await temporaryFolder(), 'folder');
    await writeFile(folder, 'x');
    const { webhooks, clock, files } = await startWebhooks([url], { folder, retryDelaysMs: [3_600_000] });
    for (const version of ['one', 'two']) webhooks.emit(indexed(version));
    await webhooks.idle();
    await rm(folder);
    clock.advance(10_000);
    await webhooks.idle();
    expect([webhooks.depth, (await files()).length]).toEqual([2, 2]);
  });

  it('that hangs delays delivery by a second at most', async () => {
    const { url, received, count } = await receiver();
    const hanging = new Promise<void>(() => undefined);
    let begun = () => undefined as unknown;
    const writing = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const write = () => {
      begun();
      return hanging;
    };
    const { webhooks, clock } = await startWebhooks([url], { write });
    for (const session of ['one', 'two', 'three']) webhooks.emit(started(session));
    await writing;
    expect(received).toHaveLength(0);
    clock.advance(1000);
    await count(3);
    while (webhooks.depth > 0) await new Promise(setImmediate);
  });

  it('that finishes a late write removes what was delivered meanwhile', async () => {
    const { url, count } = await receiver();
    let finish = () => undefined as unknown;
    let begun = () => undefined as unknown;
    const writing = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const write = async (path: string, text: string) => {
      begun();
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      await writeFile(path, text);
    };
    const { webhooks, clock, files } = await startWebhooks([url], { write });
    webhooks.emit(indexed());
    await writing;
    clock.advance(1000);
    await count(1);
    while (webhooks.depth > 0) await new Promise(setImmediate);
    finish();
    await webhooks.idle();
    expect(await files()).toEqual([]);
  });
});

it('resumes the retries of all stored messages, each when it is due', async () => {
  const { url, received } = await receiver(status(500));
  const folder = await leftBehind(url, ['one', 'two']);
  const { later, webhooks } = await startWebhooks([url], { folder });
  await webhooks.idle();
  expect(received).toHaveLength(2);
  await later(DELAY_OVER_MS + 1000);
  expect(received).toHaveLength(4);
});
