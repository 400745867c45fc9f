import type { describeAsset } from '../../assets/index.js';
import type { CaptionServices } from '../../tracks/index.js';
import type { masterPlace } from './master-place.js';

type Description = ReturnType<typeof describeAsset> & { readonly master: ReturnType<typeof masterPlace> };

/** How many segment start times are printed. */
const SHOWN_STARTS = 8;

/** A human-readable description: one line for the file, for each track and rendition, and for the segments. */
export function inspectionText(description: Description): string {
  const { video, audio, text, chapters, attachments, ignored } = description;
  const { metadata, sidecars, ignoredSidecars, textProblems, missing, ladder, burn, logo } = description;
  const lines = [
    fileLine(description),
    placeLine(description),
    ...(video ? [videoLine(video)] : []),
    ...audio.map(audioLine),
    ...text.filter(({ kind, burnable }) => kind === 'text' || burnable).map(textTrackLine),
    ...(chapters.length > 0 ? [`chapters  ${chapters.length}`] : []),
    ...(attachments.length > 0 ? [`attachments  ${attachments.map(({ name }) => name).join(', ')}`] : []),
    ...(burn.length > 0 ? [burnLine(burn)] : []),
    ...(logo ? [`logo  ${logo.join(', ')}`] : []),
    ...ignored.map(ignoredLine),
    ...(metadata ? [metadataLine(metadata)] : []),
    ...sidecars.map(sidecarLine),
    ...ignoredSidecars.map(({ reason }) => reason),
    ...textProblems.map(({ reason }) => reason),
    ...(missing ? [missingLine(missing)] : []),
    segmentsLine(description),
    ...ladder.map(renditionLine),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function fileLine({ asset, container, remuxed, bytes, summary }: Description): string {
  const format = remuxed ? `${container}, remuxed` : container;
  return `${asset}: ${format}, ${bytes} bytes, ${seconds(summary.durationSeconds)}`;
}

function placeLine({ master: { location, reading } }: Description): string {
  return `at ${location}, ${reading}`;
}

function videoLine(video: NonNullable<Description['video']>): string {
  const { codec, width, height, pixelFormat, frames, syncSamples, orientation, interlaced, captions } = video;
  const changes = (video.parts?.length ?? 1) - 1;
  const { rotation, mirrored } = orientation;
  const parts = [
    `video  ${codec}`,
    `${width}x${height}`,
    pixelFormat,
    `${frames} frames`,
    `${syncSamples} sync samples`,
    ...(rotation !== 0 || mirrored ? [`rotated ${rotation}°${mirrored ? ' and mirrored' : ''}`] : []),
    ...(interlaced ? ['interlaced'] : []),
    ...(changes > 0 ? [`changes ${changes} times`] : []),
    ...(captions ? [captionsText(captions)] : []),
  ];
  return parts.join(', ');
}

/** `captions CC1, CC3, service 1`; only `captions` where none were shown in what was searched. */
function captionsText({ channels, services }: CaptionServices): string {
  const found = [
    ...channels.map((number) => `CC${number}`),
    ...services.map((number) => `service ${number}`),
  ];
  return found.length > 0 ? `captions ${found.join(', ')}` : 'captions';
}

function audioLine(track: Description['audio'][number]): string {
  const { codec, sampleRate, channels, language, name, startSeconds, endSeconds } = track;
  const parts = [
    `audio  ${codec}`,
    `${sampleRate} Hz`,
    `${channels} channels`,
    language,
    ...(name ? [name] : []),
    `${seconds(startSeconds)} to ${seconds(endSeconds)}`,
  ];
  return parts.join(', ');
}

function textTrackLine({ codec, language, name, samples, ...flags }: Description['text'][number]): string {
  const purposes = [
    ...(flags.isDefault ? ['default'] : []),
    ...(flags.isForced ? ['forced'] : []),
    ...(flags.isHearingImpaired ? ['for the hearing impaired'] : []),
  ];
  const parts = [`text   ${codec}`, `${samples} samples`, language, ...(name ? [name] : []), ...purposes];
  return parts.join(', ');
}

/** What can be drawn into the video, and by which values of `burn`. */
function burnLine(burn: Description['burn']): string {
  return `burn      ${burn.map(({ id, name }) => `${id} (${name})`).join(', ')}`;
}

function ignoredLine({ kind, number, of, codec, reason }: Description['ignored'][number]): string {
  return `${kind} ${number} of ${of} (${codec}) is not played: ${reason}`;
}

function metadataLine(metadata: NonNullable<Description['metadata']>): string {
  const { title, chapters = [], max_height: height, max_bitrate: bitrate, audio, text } = metadata;
  const parts = [
    ...(title === undefined ? ['without a title'] : [`title ${title}`]),
    ...(chapters.length === 0 ? [] : [chapters.length === 1 ? '1 chapter' : `${chapters.length} chapters`]),
    ...(height === undefined ? [] : [`at most ${height}p`]),
    ...(bitrate === undefined ? [] : [`at most ${kilobits(bitrate)}`]),
    ...(audio === undefined ? [] : [`audio ${audio}`]),
    ...(text === undefined ? [] : [`text ${text}`]),
  ];
  return parts.join(', ');
}

function sidecarLine(sidecar: Description['sidecars'][number]): string {
  const { role, name, language, forced, sdh, description, size } = sidecar;
  const parts = [
    `beside ${role} ${name}`,
    ...(language === 'und' ? [] : [language]),
    ...(forced ? ['forced'] : []),
    ...(sdh ? ['for viewers who do not hear well'] : []),
    ...(description ? ['audio description'] : []),
    `${size} bytes`,
  ];
  return parts.join(', ');
}

function missingLine({ seconds: least, reason }: NonNullable<Description['missing']>): string {
  return least > 0 ? `missing: at least ${seconds(least)}, ${reason}` : `missing: ${reason}`;
}

function segmentsLine({ segmentMap }: Description): string {
  const { count, targetDuration, startSeconds } = segmentMap;
  const starts = startSeconds.slice(0, SHOWN_STARTS).map((start) => start.toFixed(3));
  const more = startSeconds.length > SHOWN_STARTS ? ' …' : '';
  return `${count} segments, target duration ${targetDuration} s, starting at ${starts.join(' ')}${more}`;
}

function renditionLine(rendition: Description['ladder'][number]): string {
  if (rendition.kind === 'text') return textLine(rendition);
  const { id, codecs, peakBitrate } = rendition;
  const advertised = `advertised ${kilobits(peakBitrate)}`;
  if (rendition.kind === 'audio') {
    return `${id.padEnd(9)} ${codecs} ${rendition.name}, ${kilobits(rendition.bitrate)}, ${advertised}`;
  }
  const { width, height, frameRate, maxBitrate } = rendition;
  const video = `${width}x${height} ${codecs} ${framesPerSecond(frameRate)}`;
  return `${id.padEnd(9)} ${video} up to ${kilobits(maxBitrate)}, ${advertised}`;
}

function textLine(text: Extract<Description['ladder'][number], { readonly kind: 'text' }>): string {
  const uses = (['forced', 'sdh'] as const).filter((use) => text[use]);
  const source = text.source.kind === 'sidecar' ? `from ${text.source.name}` : 'from the master';
  const facts = [`${text.name} (${text.language})`, ...uses, source];
  return `${text.id.padEnd(9)} WebVTT ${facts.join(', ')}`;
}

const seconds = (value: number): string => `${value.toFixed(3)} s`;
const kilobits = (bits: number): string => `${Math.round(bits / 1000)} kbit/s`;
const framesPerSecond = (rate: { readonly numerator: number; readonly denominator: number }): string =>
  `${Number((rate.numerator / rate.denominator).toFixed(3))} fps`;
