import { stat } from 'node:fs/promises';
import { loadConfig } from '../config.js';
import { createLogger } from '../log.js';
import { createServices } from '../main.js';
import { fileListStore } from '../masters/stores/file-list-store.js';
import { assetName, folderStore } from '../masters/stores/folder-store.js';
import { toAssetId } from '../origin/asset-id.js';
import { describeAsset } from '../origin/assets/describe-asset.js';

/** `onplay inspect ASSET`: for a name from the store, or a file. */
export async function inspect(name: string, options: { readonly json?: boolean }): Promise<void> {
  const config = loadConfig();
  const isFile = (await stat(name).catch(() => undefined))?.isFile() === true;
  const store = isFile ? fileListStore([name]) : folderStore(config.mastersPath);
  const log = createLogger({ level: 'silent' });
  // What is inspected is not played, so any key will do.
  const tokenKey = config.tokenKey ?? {
    kind: 'secret' as const,
    secret: 'not used, since nothing is played here',
  };
  const services = await createServices({ ...config, tokenKey }, { store, log }, () => false);
  const asset = await services.library.get(
    toAssetId(isFile ? assetName(name) : name),
    new AbortController().signal,
  );
  const description = describeAsset(asset);
  process.stdout.write(options.json ? `${JSON.stringify(description, null, 2)}\n` : toText(description));
}

type Description = ReturnType<typeof describeAsset>;

function toText({
  asset,
  container,
  conformed,
  bytes,
  video,
  audio,
  ignored,
  segmentMap,
  ladder,
  summary,
}: Description): string {
  const lines = [
    `${asset}: ${container}${conformed ? ', conformed by stream copy' : ''}, ${bytes} bytes, ${seconds(summary.durationSeconds)}`,
    ...(video ? [videoLine(video)] : []),
    ...audio.map(
      (track) =>
        `audio  ${track.codec}, ${track.sampleRate} Hz, ${track.channels} channels, ${track.language}${track.name && `, ${track.name}`}, ${seconds(track.startSeconds)} to ${seconds(track.endSeconds)}`,
    ),
    ...ignored.map((track) => `not played: ${track.kind} ${track.codec}, ${track.reason}`),
    `${segmentMap.count} segments, target duration ${segmentMap.targetDuration} s, starting at ${segmentMap.startSeconds
      .slice(0, 8)
      .map((start) => start.toFixed(3))
      .join(' ')}${segmentMap.count > 7 ? ' …' : ''}`,
    ...ladder.map((rung) =>
      rung.kind === 'video'
        ? `${rung.id.padEnd(9)} ${rung.width}x${rung.height} ${rung.codecs} ${fps(rung.frameRate)} up to ${kilobits(rung.maxBitrate)}, declared ${kilobits(rung.peakBitrate)}`
        : `${rung.id.padEnd(9)} ${rung.codecs} ${rung.name}, ${kilobits(rung.bitrate)}, declared ${kilobits(rung.peakBitrate)}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function videoLine(video: NonNullable<Description['video']>): string {
  const { codec, width, height, pixelFormat, frames, syncSamples, orientation, interlaced } = video;
  const turned = orientation.rotation !== 0 || orientation.mirrored;
  const notes = [
    turned ? `turned ${orientation.rotation}°${orientation.mirrored ? ' and mirrored' : ''}` : '',
    interlaced ? 'interlaced' : '',
  ].filter(Boolean);
  return [
    `video  ${codec}`,
    `${width}x${height}`,
    pixelFormat,
    `${frames} frames`,
    `${syncSamples} sync samples`,
    ...notes,
  ].join(', ');
}

const seconds = (value: number): string => `${value.toFixed(3)} s`;
const kilobits = (bits: number): string => `${Math.round(bits / 1000)} kbit/s`;
const fps = ({ numerator, denominator }: { numerator: number; denominator: number }): string =>
  `${Number((numerator / denominator).toFixed(3))} fps`;
