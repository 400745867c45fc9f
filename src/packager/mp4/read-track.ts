import {
  type Box,
  languageCode,
  readElng,
  readElst,
  readHdlr,
  readMdhd,
  readTkhd,
  type TrackValues,
} from '../../isobmff/index.js';
import { encoderBoxes, encoderOutputMalformed } from '../cmaf/encoder-output.js';

const KINDS: Readonly<Record<string, TrackValues['kind']>> = { vide: 'video', soun: 'audio' };

/**
 * Reads the track of an init segment, as `initSegment` writes it; with the language also in three letters: ffmpeg and many players of
 * files know no other.
 * @throws OnplayError `encoder_output_malformed` for any other bytes.
 */
export function readTrack(init: Uint8Array): TrackValues {
  const trak = encoderBoxes(init).only('moov').only('trak');
  const mdia = trak.only('mdia');
  const kind = KINDS[readHdlr(mdia.only('hdlr')).type];
  if (kind === undefined) throw encoderOutputMalformed('an init segment of neither video nor audio');
  const { width, height } = readTkhd(trak.only('tkhd'));
  const { timescale, language } = readMdhd(mdia.only('mdhd'));
  const tag = mdia.find('elng');
  const compositionDelay = delayOf(trak);
  const whole = tag ? readElng(tag) : language;
  return {
    ...{ kind, timescale, width, height },
    ...{ language: whole, mediaLanguage: languageCode(whole) },
    sampleDescription: wholeBox(mdia.only('minf').only('stbl').only('stsd')),
    ...(compositionDelay > 0 && { compositionDelay }),
  };
}

function delayOf(trak: Box): number {
  const edits = trak.find('edts');
  const [edit] = edits ? readElst(edits.only('elst'), 1) : [];
  return edit?.mediaTime ?? 0;
}

function wholeBox({ data, start, end }: Box): Uint8Array {
  return data.bytes.slice(start, end);
}
