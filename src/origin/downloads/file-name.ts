import type { Asset } from '../../assets/index.js';
import type { ChosenTracks, DownloadFormat } from '../../downloads/index.js';
import type { AssetId } from '../../shared/asset-id.js';

/**
 * The name that a browser saves a download under: `trailer-720p-de.mp4`, of a clip `trailer-720p-f100-f700.mp4`. The languages are in it
 * where the asset has several audio tracks.
 */
export function fileNameOf(asset: Asset, { video, audio }: ChosenTracks, format: DownloadFormat): string {
  const tracks = new Set(asset.ladder.audio.map(({ trackId }) => trackId));
  const languages = tracks.size > 1 ? audio.map(({ language }) => language) : [];
  const height = video ? [`${Math.min(video.width, video.height)}p`] : [];
  const frames = asset.clip ? [`f${asset.clip.first}`, `f${asset.clip.end}`] : [];
  return `${[baseName(asset.id), ...height, ...languages, ...frames].join('-')}.${format}`;
}

function baseName(id: AssetId): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
