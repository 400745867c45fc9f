/** Which rendition of an insert is played beside one of the programme. */
import type {
  AudioRendition,
  Ladder,
  Rendition,
  TextRendition,
  VideoRendition,
} from '../../encoder/index.js';

/** The one of a ladder that is most like a rendition of another asset; undefined where there is none of its kind, or for text of its purpose and language. */
export function likeRendition(rendition: Rendition, { video, audio, text }: Ladder): Rendition | undefined {
  if (rendition.kind === 'video') return likeVideo(rendition, video);
  return rendition.kind === 'audio' ? likeAudio(rendition, audio) : likeText(rendition, text);
}

/** The highest that is not higher, so that it needs no more bandwidth than its neighbours; else the lowest. */
function likeVideo(wanted: VideoRendition, video: readonly VideoRendition[]): VideoRendition | undefined {
  const ascending = video.toSorted((a, b) => shorterSide(a) - shorterSide(b));
  return ascending.findLast((each) => shorterSide(each) <= shorterSide(wanted)) ?? ascending[0];
}

/** In the same language, else the asset's usual one; of its bitrates the highest that is not higher, else the lowest. */
function likeAudio(wanted: AudioRendition, audio: readonly AudioRendition[]): AudioRendition | undefined {
  const plain = audio.filter(({ description }) => description === wanted.description);
  const candidates = plain.length > 0 ? plain : audio;
  const track =
    candidates.find(({ language }) => language === wanted.language) ??
    candidates.find((each) => each.default) ??
    candidates[0];
  const ascending = candidates
    .filter(({ trackId }) => trackId === track?.trackId)
    .toSorted((a, b) => a.bitrate - b.bitrate);
  return ascending.findLast(({ bitrate }) => bitrate <= wanted.bitrate) ?? ascending[0];
}

function likeText(wanted: TextRendition, text: readonly TextRendition[]): TextRendition | undefined {
  const sameLanguage = text.filter(
    ({ language, forced }) => language === wanted.language && forced === wanted.forced,
  );
  return sameLanguage.find(({ sdh }) => sdh === wanted.sdh) ?? sameLanguage[0];
}

function shorterSide({ width, height }: VideoRendition): number {
  return Math.min(width, height);
}
