/** Text of a master against the standards' rules, in HLS and DASH, and as ffmpeg reads it. Titles start with the number of the rule. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTool } from '../../support/ffmpeg.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import {
  attributesOf,
  fetchPlaylist,
  fetchText,
  manifestUrl,
  type Playlist,
  tagsNamed,
  tagValue,
} from './manifests.js';
import { adaptationSets, parseMpd, secondsOf, timelineOf } from './mpd-element.js';

const SCHEMA = new URL('./mpd.xsd', import.meta.url).pathname;
const TEXTS = {
  'film.en.srt':
    '1\n00:00:00,250 --> 00:00:01,500\nOne & <i>two</i>\n\n2\n00:00:03,100 --> 00:00:06,900\nOver an end\n',
  'film.en.sdh.vtt': 'WEBVTT\n\n00:01.000 --> 00:02.000\n[music]\n',
  'film.de.forced.srt': '1\n00:00:05,000 --> 00:00:06,000\nAusgang\n',
  'film.vtt': '',
};

describe('text', () => {
  let folder: string;
  let origin: Origin;
  let main: Playlist;
  let playlists: readonly Playlist[];
  let english: Playlist;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-text-'));
    const masters: Record<string, string> = { 'film.mp4': await generateMaster('h264-23976-irregular-gop') };
    for (const [name, text] of Object.entries(TEXTS)) {
      masters[name] = join(folder, name);
      await writeFile(join(folder, name), text);
    }
    origin = await startOrigin({ masters });
    main = await fetchPlaylist(manifestUrl(origin, 'film', 'm3u8'));
    playlists = await Promise.all(media('SUBTITLES').map((one) => fetchPlaylist(absolute(one.get('URI')))));
    english = playlists[media('SUBTITLES').findIndex((one) => one.get('NAME') === 'English')]!;
  });
  afterAll(async () => {
    await origin?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const absolute = (uri = '') => new URL(uri, main.url).href;
  const media = (type: string) =>
    tagsNamed(main, 'EXT-X-MEDIA')
      .map(attributesOf)
      .filter((attributes) => attributes.get('TYPE') === type);
  const extinf = (playlist: Playlist) =>
    tagsNamed(playlist, 'EXTINF').map(({ value }) => Number.parseFloat(value));
  const segmentsOf = (playlist: Playlist) =>
    Promise.all(
      tagsNamed(playlist, 'EXTINF').map(({ uri = '' }) => fetchText(new URL(uri, playlist.url).href)),
    );

  it('4: every text has a name of its own, its language and its purpose, and every variant has all', () => {
    const texts = media('SUBTITLES');
    const facts = texts.map((one) =>
      ['NAME', 'LANGUAGE', 'FORCED', 'CHARACTERISTICS'].map((name) => one.get(name)),
    );
    expect(facts).toEqual([
      ['German (forced)', 'de', 'YES', undefined],
      ['English', 'en', 'NO', undefined],
      [
        'English (SDH)',
        'en',
        'NO',
        'public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound',
      ],
      ['Text 4', undefined, 'NO', undefined],
    ]);
    const groups = new Set(texts.map((one) => one.get('GROUP-ID')));
    for (const variant of tagsNamed(main, 'EXT-X-STREAM-INF').map(attributesOf))
      expect(groups).toEqual(new Set([variant.get('SUBTITLES')]));
  });

  it('11: playlists of text span all the content, with the target duration of video', async () => {
    const [variant] = tagsNamed(main, 'EXT-X-STREAM-INF');
    const video = await fetchPlaylist(absolute(variant?.uri));
    const seconds = (playlist: Playlist) => extinf(playlist).reduce((sum, each) => sum + each, 0);
    for (const playlist of playlists) {
      expect(seconds(playlist)).toBeGreaterThanOrEqual(seconds(video) - 0.001);
      for (const tag of ['EXT-X-TARGETDURATION', 'EXT-X-PLAYLIST-TYPE', 'EXT-X-MEDIA-SEQUENCE'])
        expect(tagValue(playlist, tag)).toBe(tagValue(video, tag));
      expect(tagsNamed(playlist, 'EXT-X-MAP')).toEqual([]);
      expect(tagsNamed(playlist, 'EXT-X-ENDLIST')).toHaveLength(1);
    }
  });

  it('11: every segment is WebVTT with an X-TIMESTAMP-MAP, and holds the cues that are shown within it', async () => {
    let start = 0;
    for (const [n, text] of (await segmentsOf(english)).entries()) {
      expect(text).toMatch(/^WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00\.000\n/);
      const end = start + extinf(english)[n]!;
      expect(text.includes('Over an end')).toBe(start < 6.9 && end > 3.1);
      start = end;
    }
  });

  it('12, 13: the MPD is valid, and lists the same segments without gap or overlap', async () => {
    const url = manifestUrl(origin, 'film', 'mpd');
    const mpd = await fetchText(url);
    const args = ['--noout', '--nonet', '--schema', SCHEMA, '-'];
    expect((await runTool('xmllint', args, { input: Buffer.from(mpd) })).stderr).toBe('- validates\n');
    const sets = adaptationSets(parseMpd(mpd)).filter((set) => set.get('contentType') === 'text');
    expect(sets.map((set) => set.all('Role').map((role) => role.get('value')))).toEqual([
      ['forced-subtitle'],
      ['subtitle'],
      ['caption'],
      ['subtitle'],
    ]);
    for (const [n, set] of sets.entries()) {
      expect(set.get('mimeType')).toBe('text/vtt');
      const template = set.only('SegmentTemplate');
      const lengths = timelineOf(set).map(({ duration }) => duration / template.number('timescale'));
      for (const [i, length] of lengths.entries()) expect(length).toBeCloseTo(extinf(playlists[n]!)[i]!, 5);
      const own = set.only('Representation').only('SegmentTemplate');
      const path = new URL(own.get('media').replace('$Number$', '0'), url).pathname;
      const [first] = tagsNamed(playlists[n]!, 'EXTINF');
      expect(withoutGrant(path)).toBe(withoutGrant(new URL(first!.uri!, playlists[n]!.url).pathname));
    }
    expect(secondsOf(parseMpd(mpd).get('mediaPresentationDuration'))).toBeGreaterThan(0);
  });

  it('20, 21: a segment is text/vtt, with a strong tag by which a client has it already, and needs no encode', async () => {
    const url = new URL('0.vtt', english.url).href;
    const response = await fetch(url);
    const { headers } = response;
    expect(headers.get('content-type')).toBe('text/vtt');
    expect(headers.get('etag')).toMatch(/^"t-en-[0-9a-f]{16}\/0"$/);
    expect(headers.get('cache-control')).toContain('immutable');
    expect(headers.get('surrogate-key')).toMatch(/ r-[0-9a-f]{24}/);
    expect(headers.get('cache-status')).toMatch(/^onplay; (hit|fwd=miss)/);
    const again = await fetch(url, { headers: { 'If-None-Match': headers.get('etag')! } });
    expect(again.status).toBe(304);
    expect((await fetch(url.replace('0.vtt', 'init.mp4'))).status).toBe(404);
    expect((await fetch(url.replace('0.vtt', '0.m4s'))).status).toBe(404);
    expect(origin.log.some(({ msg, rendition }) => msg === 'segment encoded' && rendition === 't-en')).toBe(
      false,
    );
  });

  it('is what ffmpeg reads: every cue once, at its time', async () => {
    const file = english.url;
    const args = ['-v', 'error', '-allowed_extensions', 'ALL', '-i', file, '-f', 'srt', '-'];
    const { stdout, code } = await runTool('ffmpeg', args);
    expect(code).toBe(0);
    const cues = new Set(stdout.toString().match(/\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}\n.*/g));
    expect([...cues]).toEqual([
      '00:00:00,250 --> 00:00:01,500\nOne & <i>two</i>',
      '00:00:03,100 --> 00:00:06,900\nOver an end',
    ]);
  });
});

function withoutGrant(path: string): string {
  return path.replace(/^\/-\/[^/]+\//, '');
}
