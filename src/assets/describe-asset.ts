/** Describes an asset in plain JSON values, for `onplay inspect` and the management API. */

import { averageBitrate, peakBitrate, type Rendition, renditionsOf } from '../encoder/index.js';
import { ignoredSidecarText } from '../stores/index.js';
import { frameTime, type TextTrack, type VideoTrack } from '../tracks/index.js';
import type { Asset } from './asset.js';
import { burnTexts, isBurnableTrack } from './burn/burn-texts.js';
import { posterKind } from './image-track.js';
import { missedTexts, notPlayed } from './not-played.js';
import { missedOfTexts, textProblems } from './text/text-problems.js';
import type { TextReport } from './text/texts.js';

/** @param reports of its texts that were read. */
export function describeAsset(asset: Asset, reports: readonly TextReport[]) {
  const { index, map, ladder, presentation } = asset;
  const poster = posterKind(asset);
  return {
    asset: asset.id,
    version: index.version,
    bytes: index.size,
    container: index.container,
    remuxed: index.files.some((file) => file.kind === 'remuxed'),
    summary: summaryOf(asset, reports),
    video: index.video && describeVideo(index.video),
    audio: index.audio.map(({ codec, sampleRate, channels, language, name, start, end, timescale }) => ({
      ...{ codec, sampleRate, channels, language, name },
      startSeconds: start / timescale,
      endSeconds: end / timescale,
    })),
    text: index.text.map(describeText(asset)),
    burn: burnTexts(asset).map(({ id, name, language, forced, sdh, format }) => ({
      ...{ id, name, language, forced, sdh },
      kind: format.kind,
    })),
    chapters: presentation.chapters.flatMap(({ start, titles }) =>
      titles.map(({ title, language }) => ({ start, title, language })),
    ),
    attachments: index.attachments.map(({ name, mediaType, size }) => ({ name, mediaType, bytes: size })),
    ...(poster && { poster }),
    ...(asset.logo.length > 0 && { logo: asset.logo.map(({ image }) => image.name) }),
    ignored: notPlayed(index),
    ...(asset.metadata && { metadata: asset.metadata }),
    sidecars: asset.sidecars,
    ignoredSidecars: asset.ignoredSidecars.map((ignored) => ({
      ...ignored,
      reason: ignoredSidecarText(ignored),
    })),
    textProblems: textProblems(asset, reports),
    ...(index.missing && { missing: index.missing }),
    ...(map.isOpen && { growing: true }),
    segmentMap: {
      count: map.count,
      videoCount: map.videoCount,
      targetDuration: map.targetDuration,
      startSeconds: Array.from(map.boundaries, (ticks) => ticks / map.timescale),
      firstFrames: map.firstFrames ? Array.from(map.firstFrames) : undefined,
    },
    ladder: renditionsOf(ladder).map((rendition) => describeRendition(asset, rendition)),
  };
}

function describeText(asset: Asset) {
  return (track: TextTrack) => {
    const { id, format, language, name, isDefault, isForced, isHearingImpaired, samples } = track;
    return {
      ...{
        id,
        kind: format.kind,
        codec: format.codec,
        language,
        name,
        isDefault,
        isForced,
        isHearingImpaired,
      },
      samples: samples.count,
      burnable: isBurnableTrack(asset.index, track),
    };
  };
}

function summaryOf(asset: Asset, reports: readonly TextReport[]) {
  const { index, ladder, presentation, metadata, ignoredSidecars, dubs } = asset;
  const top = ladder.video.at(-1);
  const missed = [
    ...missedTexts(index),
    ...ignoredSidecars.map(ignoredSidecarText),
    ...missedOfTexts(asset, reports),
  ];
  return {
    ...(metadata?.title !== undefined && { title: metadata.title }),
    durationSeconds: presentation.seconds,
    ...(top && {
      width: top.width,
      height: top.height,
      frameRate: top.frameRate.numerator / top.frameRate.denominator,
    }),
    audioTracks: index.audio.length + dubs.length,
    ...(missed.length > 0 && { notPlayed: missed }),
  };
}

function describeRendition(asset: Asset, rendition: Rendition) {
  const key = asset.keyOf(rendition);
  if (rendition.kind === 'text') return { ...rendition, key };
  const { map, presentation } = asset;
  return {
    ...{ ...rendition, key },
    peakBitrate: peakBitrate(rendition, map.targetDuration / 2),
    averageBitrate: averageBitrate(rendition, presentation.seconds / map.count),
  };
}

function describeVideo(track: VideoTrack) {
  const {
    samples,
    frames,
    parts,
    sampleDescription: _,
    matroskaHeader: __,
    transport: ____,
    independent: ___,
    refreshes: _____,
    runs: ______,
    ...facts
  } = track;
  return {
    ...facts,
    ...(parts && {
      parts: parts.map(({ firstFrame, format }) => ({
        startSeconds: frameTime(track, firstFrame) / track.timescale,
        ...format,
      })),
    }),
    startSeconds: track.start / track.timescale,
    endSeconds: track.end / track.timescale,
    frames: frames.length,
    syncSamples: samples.sync.reduce((sum, sync) => sum + sync, 0),
  };
}
