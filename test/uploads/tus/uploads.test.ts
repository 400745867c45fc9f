import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { folderStore } from '../../../src/stores/folder-store.js';
import { Intake, type IntakeOptions } from '../../../src/uploads/intake.js';
import { MasterFolder } from '../../../src/uploads/masters/master-folder.js';
import { codeOf, type TestOrigin } from '../../origin/media/support/test-origin.js';
import { film, startUploads, unfinishedPatch } from '../support/started-uploads.js';
import { metadataOf } from '../support/tus-requests.js';

let uploads: Awaited<ReturnType<typeof startUploads>>;
let origin: TestOrigin;
afterEach(() => origin.stop());

async function start(...options: Parameters<typeof startUploads>) {
  uploads = await startUploads(...options);
  origin = uploads.origin;
  return uploads.client;
}

/** What the next process builds over the same folder. */
function laterProcess(): Intake {
  const { config, library, log, shutdownSignal } = origin.services;
  const { masters: path } = uploads;
  return new Intake({
    ...{ settings: config as unknown as IntakeOptions['settings'], library, log, shutdownSignal },
    destination: new MasterFolder({ path, store: folderStore(path), minFreeBytes: 0 }),
    importsFolder: join(origin.root, 'imports'),
  });
}

describe('an upload', () => {
  it('is a master when its last byte has come, and not before', async () => {
    const client = await start();
    const path = await client.created(6, film);
    expect((await client.append(path, 0, 'a fi')).headers.get('upload-offset')).toBe('4');
    expect(await readdir(uploads.masters)).not.toContain('films');
    const last = await client.append(path, 4, 'lm');
    expect([last.status, last.headers.get('upload-offset'), last.headers.get('onplay-asset')]).toEqual([
      204,
      '6',
      'films/trailer',
    ]);
    expect(await readFile(join(uploads.masters, 'films/trailer.mp4'), 'utf8')).toBe('a film');
    expect(await uploads.staged()).toEqual([]);
  });

  it('is ready to be played before anyone asks', async () => {
    const client = await start();
    await client.append(await client.created(6, film), 0, 'a film');
    const states = async () => {
      const { assets } = (await (await origin.manage('/assets')).json()) as {
        assets: { id: string; state: string }[];
      };
      return assets.find(({ id }) => id === 'films/trailer')?.state;
    };
    await expect.poll(states).toBe('ready');
  });

  it('is called after its file, where no other name is given', async () => {
    const client = await start();
    await client.append(await client.created(6, { filename: 'Été 1.mov' }), 0, 'a film');
    expect(await readdir(uploads.masters)).toContain('Été 1.mov');
  });

  it('goes on where the connection broke', async () => {
    const client = await start();
    const path = await client.created(6, film);
    const broken = unfinishedPatch(origin, path, { size: 6, part: 'a f' });
    await expect.poll(() => client.offset(path).catch(() => 0)).toBe(3);
    broken.destroy();
    await expect.poll(async () => (await client.append(path, 3, 'ilm')).status).toBe(204);
    expect(await readFile(join(uploads.masters, 'films/trailer.mp4'), 'utf8')).toBe('a film');
  });

  it('says that it is complete to a client whose last answer was lost', async () => {
    const client = await start();
    const path = await client.created(6, film);
    await client.append(path, 0, 'a film');
    expect(await client.offset(path)).toBe(6);
    const again = await client.append(path, 6, '');
    expect([again.status, again.headers.get('onplay-asset')]).toEqual([204, 'films/trailer']);
    expect(await codeOf(await client.append(path, 0, 'another'))).toBe('upload_unknown');
  });

  it('is taken over from an earlier process', async () => {
    const client = await start({ ONPLAY_UPLOADS_UNFINISHED: '1' });
    const path = await client.created(6, film);
    await client.append(path, 0, 'a f');
    const later = laterProcess();
    await later.begin();
    const headers = new Headers({ 'Tus-Resumable': '1.0.0', 'Upload-Length': '6' });
    headers.set('Upload-Metadata', metadataOf({ filename: 'b.mp4' }));
    const another = later.uploads.handle({ method: 'POST', id: '', headers }, 'another client');
    await expect(another).rejects.toMatchObject({ code: 'uploads_full' });
    const head = { method: 'HEAD', id: path.split('/').at(-1)!, headers } as const;
    expect((await later.uploads.handle(head, '')).headers.get('upload-offset')).toBe('3');
  });

  it('that was complete when its process ended is a master in the next one', async () => {
    const client = await start();
    const path = await client.created(6, film);
    await origin.put('films/trailer.mp4', 'in its place');
    expect(await codeOf(await client.append(path, 0, 'a film'))).toBe('asset_exists');
    await laterProcess().begin();
    expect(await uploads.staged()).toHaveLength(2);
    await rm(join(uploads.masters, 'films/trailer.mp4'));
    await laterProcess().begin();
    await expect.poll(uploads.staged).toEqual([]);
    expect(await readFile(join(uploads.masters, 'films/trailer.mp4'), 'utf8')).toBe('a film');
  });

  it('can be deleted', async () => {
    const client = await start();
    const path = await client.created(6, film);
    expect((await client.request(path, 'DELETE', {})).status).toBe(204);
    expect(await uploads.staged()).toEqual([]);
    expect((await client.request(path, 'HEAD', {})).status).toBe(404);
  });

  it('replaces a master only where that is asked for', async () => {
    const client = await start();
    await origin.put('films/trailer.mkv', 'old');
    expect(await codeOf(await client.create(6, film))).toBe('asset_exists');
    await client.append(await client.created(6, { ...film, replace: 'true' }), 0, 'a film');
    expect(await readdir(join(uploads.masters, 'films'))).toEqual(['trailer.mp4']);
  });

  it('loses to a master that came first under its name', async () => {
    const client = await start();
    const path = await client.created(6, film);
    await origin.put('films/trailer.mp4', 'first');
    expect(await codeOf(await client.append(path, 0, 'a film'))).toBe('asset_exists');
    expect(await readFile(join(uploads.masters, 'films/trailer.mp4'), 'utf8')).toBe('first');
  });

  it('tells which protocol it is', async () => {
    const client = await start({ ONPLAY_UPLOAD_MAX_BYTES: '1234' });
    const { status, headers } = await client.request('/uploads', 'OPTIONS', {});
    expect([
      status,
      headers.get('tus-version'),
      headers.get('tus-extension'),
      headers.get('tus-max-size'),
    ]).toEqual([204, '1.0.0', 'creation,termination,expiration', '1234']);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});
