/** Media types of manifests and media (Apple's HLS authoring specification, item 10.4; RFC 4337). */
export const contentTypes = {
  hls: 'application/vnd.apple.mpegurl',
  dash: 'application/dash+xml',
  video: 'video/mp4',
  audio: 'audio/mp4',
  text: 'text/vtt',
  json: 'application/json',
} as const;
