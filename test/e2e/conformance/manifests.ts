/** Reads the manifests of a session and checks them with third-party parsers. */
import { Parser } from 'm3u8-parser';
import type { Origin } from '../../support/origin.js';
import { patientFetch } from '../../support/patient-fetch.js';

/** A line of a playlist that starts with `#EXT`: its name, and the value after the colon. */
export interface Tag {
  readonly name: string;
  readonly value: string;
  /** The next line if it is not a tag: the URI that `EXT-X-STREAM-INF` and `EXTINF` apply to. */
  readonly uri: string | undefined;
}

export interface Playlist {
  /** Absolute. */
  readonly url: string;
  readonly text: string;
  readonly tags: readonly Tag[];
}

/** Fetches a text. @throws Error for a redirect or any status but 200 */
export async function fetchText(url: string): Promise<string> {
  const response = await patientFetch(url, { redirect: 'error' });
  if (response.status !== 200) throw new Error(`${response.status} for ${url}`);
  return response.text();
}

/** Fetches a playlist. @throws Error on any warning of m3u8-parser */
export async function fetchPlaylist(url: string): Promise<Playlist> {
  const text = await fetchText(url);
  const warnings: string[] = [];
  const parser = new Parser();
  parser.on('warn', ({ message }) => warnings.push(message));
  parser.push(text);
  parser.end();
  if (warnings.length > 0) throw new Error(`m3u8-parser: ${warnings.join('; ')}`);
  return { url, text, tags: tagsOf(text) };
}

export function manifestUrl(origin: Origin, asset: string, extension: 'm3u8' | 'mpd', query = ''): string {
  return new URL(`/${asset}.${extension}?token=${origin.token(asset)}${query}`, origin.url).href;
}

function tagsOf(text: string): Tag[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const [, name, value = ''] = /^#(EXT[^:]*):?(.*)$/.exec(line) ?? [];
    const next = lines[index + 1] ?? '';
    return name ? [{ name, value, uri: next === '' || next.startsWith('#') ? undefined : next }] : [];
  });
}

export function tagsNamed({ tags }: Playlist, name: string): readonly Tag[] {
  return tags.filter((tag) => tag.name === name);
}

/** The value of the only tag of that name. */
export function tagValue(playlist: Playlist, name: string): string {
  const [tag, second] = tagsNamed(playlist, name);
  if (!tag || second) throw new Error(`expected one ${name}`);
  return tag.value;
}

/** An attribute list (RFC 8216 4.2); quoted strings without their quotes. */
export function attributesOf({ value }: Tag): ReadonlyMap<string, string> {
  const pairs = value.matchAll(/([A-Z0-9-]+)=("[^"]*"|[^,]*)(?:,|$)/g);
  return new Map([...pairs].map(([, name = '', text = '']) => [name, text.replace(/^"|"$/g, '')]));
}
