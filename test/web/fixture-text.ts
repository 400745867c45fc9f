/** Text and thumbnails beside the media of the page's tests, in the form Onplay serves them. */

interface FixtureText {
  readonly key: string;
  readonly name: string;
  readonly language: string;
  readonly cue: string;
}

/** Each has one cue, from the first second to the last. */
export const FIXTURE_TEXTS: readonly FixtureText[] = [
  { key: 't-en-5e1f00d05e1f00d0', name: 'English', language: 'en', cue: 'Good evening' },
  { key: 't-de-5e1f00d05e1f00d0', name: 'Deutsch', language: 'de', cue: 'Guten Abend' },
];

/** Texts that can be burned in. */
export const FIXTURE_BURN = [
  { id: '2', name: 'Deutsch' },
  { id: 't-fr-forced', name: 'French (forced)' },
];

export const FIXTURE_CHAPTERS = [
  { start: 0, title: 'Doors open' },
  { start: 6, title: 'The band' },
];

/** The HLS multivariant playlist with the text in it. */
export function withText(playlist: string, base: string): string {
  const media = FIXTURE_TEXTS.map(
    ({ key, name, language }) =>
      `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="${name}",LANGUAGE="${language}",AUTOSELECT=YES,DEFAULT=NO,URI="${base}/${key}/media.m3u8"\n`,
  );
  return playlist.replaceAll(/^(#EXT-X-STREAM-INF:.*)$/gm, '$1,SUBTITLES="text"') + media.join('');
}

/** The DASH manifest with the text in it. */
export function withTextSets(manifest: string, base: string): string {
  const sets = FIXTURE_TEXTS.map(
    ({ key, name, language }) =>
      `<AdaptationSet contentType="text" mimeType="text/vtt" lang="${language}"><Label>${name}</Label>` +
      `<Role schemeIdUri="urn:mpeg:dash:role:2011" value="subtitle"/>` +
      `<Representation id="${key}" bandwidth="1000"><BaseURL>${base}/${key}/0.vtt</BaseURL></Representation></AdaptationSet>`,
  );
  return manifest.replace('</Period>', `${sets.join('')}</Period>`);
}

/** The HLS media playlist of a text; undefined for an unknown key. */
export function textPlaylist(key: string, seconds: number): string | undefined {
  if (!textOf(key)) return undefined;
  return [
    ...['#EXTM3U', '#EXT-X-VERSION:6', `#EXT-X-TARGETDURATION:${Math.ceil(seconds)}`],
    ...['#EXT-X-PLAYLIST-TYPE:VOD', `#EXTINF:${seconds},`, '0.vtt', '#EXT-X-ENDLIST', ''],
  ].join('\n');
}

/** The only segment of a text; undefined for an unknown key. */
export function textSegment(key: string, seconds: number): string | undefined {
  const text = textOf(key);
  return (
    text &&
    `WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\n00:00:00.000 --> ${time(seconds)}\n${text.cue}\n`
  );
}

/** A thumbnail each two seconds, of one image. */
export function storyboard(base: string, seconds: number): string {
  const starts = Array.from({ length: Math.ceil(seconds / 2) }, (_, place) => 2 * place);
  const cues = starts.map(
    (start, place) =>
      `${time(start)} --> ${time(start + 2)}\n${base}/i160-5e1f00d05e1f00d0/0.svg#xywh=${160 * place},0,160,90\n`,
  );
  return `WEBVTT\n\n${cues.join('\n')}`;
}

function textOf(key: string): FixtureText | undefined {
  return FIXTURE_TEXTS.find((text) => text.key === key);
}

function time(seconds: number): string {
  return `00:00:${String(seconds).padStart(2, '0')}.000`;
}
