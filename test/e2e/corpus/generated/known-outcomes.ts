/** What is known of single generated masters: the two lists are exact, so that a change in either direction is noticed. */

/** Refused at the manifest, with the code of the problem. */
export const REFUSED: Readonly<Record<string, string>> = {
  '032-ogv-vp8-gop50-24000nfps-vorbis-44100hz-2ch-copied': 'master_duration_unsupported',
  '056-ts-hevc-gop1000-50fps-mp2-48000hz-1ch-cut-start': 'master_damaged',
};

/** Not right yet, and what is wrong. A test fails when one of these is right: remove its line then. */
export const NOT_YET: Readonly<Record<string, string>> = {
  '010-wmv-wmv2-gop1000-60000nfps-mp3-48000hz-1ch-audio-900ms-late': 'the audio is left out',
  '022-ts-mpeg1-gop1-24fps-ac3-48000hz-6ch-cut-off': 'the last frame, which is incomplete, is left out',
  '023-latm-mpeg2-gop12-25fps-aac-44100hz-1ch-cut-off': 'the last frame, which is incomplete, is left out',
  '025-avi-huffyuv-gop50-12fps-aac-48000hz-2ch-copied': 'the audio is left out',
  '039-ts-hevc-gop12-30fps-dts-44100hz-6ch-cut-start': 'frames before the first keyframe',
  '042-avi-h264-gop50-25fps-wma2-44100hz-2ch-video-1100ms-late': 'a frame is 13 ms off',
  '045-wmv-h264-gop1000-24000nfps-wma2-44100hz-1ch-audio-400ms-late': 'the audio comes before its time',
  '054-mkv-wmv2-gop1-60000nfps-opus-48000hz-1ch-copied': 'audio 7 ms early',
  '057-latm-mpeg2-gop1000-30000nfps-aac-48000hz-1ch-cut-off':
    'the last frame, which is incomplete, is left out',
};
