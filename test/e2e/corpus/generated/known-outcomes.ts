/** What is known of single generated masters: the two lists are exact, so that a change in either direction is noticed. */

/** Refused at the manifest, with the code of the problem. */
export const REFUSED: Readonly<Record<string, string>> = {
  '000-mp4-av1-gop1-12fps-flac-22050hz-1ch-cut': 'master_edit_list_unsupported',
  '001-mov-hevc-gop1-50fps-aac-44100hz-2ch-cut': 'master_edit_list_unsupported',
  '017-mp4-mjpeg-gop12-24fps-opus-48000hz-1ch-cut-twice': 'master_edit_list_unsupported',
  '018-mov-h264-open-gop-gop1-50fps-mu-law-22050hz-1ch-cut-twice': 'master_edit_list_unsupported',
  '035-mov-dnxhr-gop50-25fps-a-law-44100hz-1ch-cut': 'master_edit_list_unsupported',
  '039-ts-hevc-gop12-30fps-dts-44100hz-6ch-cut-start': 'master_not_media',
  '056-ts-hevc-gop1000-50fps-mp2-48000hz-1ch-cut-start': 'master_not_media',
};

/** Not right yet, and what is wrong. A test fails when one of these is right: remove its line then. */
export const NOT_YET: Readonly<Record<string, string>> = {
  '006-latm-h264-gop12-24000nfps-aac-48000hz-2ch-copied':
    "the copy begins at another time, its audio is not the master's",
  '010-wmv-wmv2-gop1000-60000nfps-mp3-48000hz-1ch-audio-900ms-late': 'the audio is left out',
  '023-latm-mpeg2-gop12-25fps-aac-44100hz-1ch-cut-off': 'audio 23 ms late',
  '025-avi-huffyuv-gop50-12fps-aac-48000hz-2ch-copied': 'the audio is left out',
  '032-ogv-vp8-gop50-24000nfps-vorbis-44100hz-2ch-copied': 'no frame is recognized',
  '040-latm-h264-gop1-12fps-aac-48000hz-6ch-copied': 'audio 13 ms late',
  '042-avi-h264-gop50-25fps-wma2-44100hz-2ch-video-1100ms-late': 'a frame is missing, audio 26 ms late',
  '045-wmv-h264-gop1000-24000nfps-wma2-44100hz-1ch-audio-400ms-late': 'the audio comes before its time',
  '050-3gp-h263-gop12-30000nfps-aac-44100hz-1ch':
    'a frame of the master cannot be read, and only one of the two has audio',
  '054-mkv-wmv2-gop1-60000nfps-opus-48000hz-1ch-copied': 'audio 7 ms early',
  '057-latm-mpeg2-gop1000-30000nfps-aac-48000hz-1ch-cut-off': 'audio 21 ms late',
};
