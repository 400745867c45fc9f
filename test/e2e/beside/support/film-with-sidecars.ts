/** A film with all kinds of files beside it. */
import { writeFile } from 'node:fs/promises';
import { cachedMaster } from '../../../support/cached-master.js';
import { runToolOrFail } from '../../../support/ffmpeg.js';
import { generateMaster } from '../../../support/masters.js';

const ENGLISH =
  'WEBVTT\n\n00:00.250 --> 00:01.500\nOne & <i>two</i>\n\n00:01.700 --> 00:04.900\nOver an end\n';
const GERMAN =
  '1\n00:00:00,000 --> 00:00:01,001\nGrüße aus Köln\n\n2\n00:00:05,000 --> 00:00:05,900\nEnde 👋🏽\n';
const SLOVENE = 'WEBVTT\n\n00:02.000 --> 00:03.000\nDober dan\n';
const PICTURE = ['-f', 'lavfi', '-i', 'mandelbrot=s=800x450', '-frames:v', '1', '-pix_fmt', 'yuvj420p'];

/** What lies beside each other in a store, by name: six seconds of video with audio, three texts, a dub, a poster, a title. */
export async function filmWithSidecars(asset: string): Promise<Readonly<Record<string, string>>> {
  return {
    [`${asset}.mp4`]: await generateMaster('h264-open-gop'),
    [`${asset}.en.vtt`]: await textFile('vtt', ENGLISH),
    [`${asset}.de.srt`]: await textFile('srt', GERMAN),
    // Its rendition has a name of 35 characters.
    [`${asset}.sl-Latn-SI-rozaj-biske.forced.sdh.vtt`]: await textFile('vtt', SLOVENE),
    [`${asset}.es.m4a`]: await generateMaster('audio-only'),
    [`${asset}.json`]: await textFile('json', JSON.stringify({ title: 'A film' })),
    [`${asset}.jpg`]: await posterFile(),
  };
}

function textFile(extension: string, text: string): Promise<string> {
  return cachedMaster({
    name: 'text',
    extension,
    recipe: [text],
    write: (partial) => writeFile(partial, text),
  });
}

function posterFile(): Promise<string> {
  return cachedMaster({
    name: 'poster',
    extension: 'jpg',
    recipe: PICTURE,
    write: (partial) => runToolOrFail('ffmpeg', ['-v', 'error', '-y', ...PICTURE, '-f', 'mjpeg', partial]),
  });
}
