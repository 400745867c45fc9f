// @ts-check
/**
 * Downloads the chosen asset. Where the browser lets a page write a file, the page shows the progress; elsewhere the
 * browser downloads by itself.
 */
import { byId, setText } from '../shared/dom.js';
import { bytes } from '../shared/format.js';
import { problemOf } from '../shared/problem.js';

/** @typedef {{ suggestedName: string }} SaveOptions */
/** @typedef {{ createWritable: () => Promise<WritableStream<Uint8Array>> }} FileHandle the part of it used here */

export function createDownloadView() {
  const link = byId('download', HTMLAnchorElement);
  const cancel = byId('cancel-download', HTMLButtonElement);
  const note = byId('download-note', HTMLElement);
  const kind = byId('download-kind', HTMLSelectElement);
  const text = byId('download-text', HTMLSelectElement);
  /** @type {(file: import('../playback/choices.js').DownloadFile) => string} */
  let urlOf = () => '';
  /** @type {AbortController | undefined} */
  let running;

  const run = async () => {
    const handle = await saveFile(nameOf(link.href));
    if (handle === undefined) return;
    running = new AbortController();
    cancel.hidden = false;
    try {
      await save(link.href, handle, running.signal, (text) => setText(note, text));
      setText(note, `${note.textContent}, complete.`);
    } catch (error) {
      setText(note, running.signal.aborted ? 'Cancelled.' : failureOf(error));
    } finally {
      running = undefined;
      cancel.hidden = true;
    }
  };
  /** A file of audio alone has no text. */
  const draw = () => {
    text.hidden = text.options.length < 2 || kind.value !== 'mp4';
    link.href = urlOf({ kind: kind.value, text: text.hidden ? '' : text.value });
  };
  kind.addEventListener('change', draw);
  text.addEventListener('change', draw);
  cancel.addEventListener('click', () => running?.abort());
  link.addEventListener('click', (event) => {
    if (!('showSaveFilePicker' in globalThis)) return;
    event.preventDefault();
    if (running === undefined) void run();
  });

  return {
    /** @param {typeof urlOf} url of the file of the choices made here */
    show(url) {
      urlOf = url;
      text.replaceChildren();
      draw();
      if (running === undefined) setText(note, '');
    },
    /** @param {readonly string[]} names of the texts that the asset has, each another */
    showTexts(names) {
      const chosen = text.value;
      text.replaceChildren(new Option('No text', ''), ...names.map((name) => new Option(name, name)));
      text.value = names.includes(chosen) ? chosen : '';
      draw();
    },
  };
}

/**
 * Writes what a URL answers with into a file.
 * @param {string} url
 * @param {FileHandle} handle
 * @param {AbortSignal} signal
 * @param {(text: string) => void} onProgress
 */
async function save(url, handle, signal, onProgress) {
  const response = await fetch(url, { signal });
  if (!response.ok || response.body === null)
    throw new Error(problemOf(response.status, await response.text()).detail);
  const length = response.headers.get('Content-Length');
  let done = 0;
  const counted = new TransformStream({
    transform(/** @type {Uint8Array} */ chunk, controller) {
      done += chunk.byteLength;
      onProgress(length === null ? bytes(done) : `${bytes(done)} of ${bytes(Number(length))}`);
      controller.enqueue(chunk);
    },
  });
  // If it fails, the browser drops what was written.
  await response.body.pipeThrough(counted).pipeTo(await handle.createWritable(), { signal });
}

/**
 * Asks the viewer for a file; undefined if none was chosen.
 * @param {string} suggestedName
 * @returns {Promise<FileHandle | undefined>}
 */
async function saveFile(suggestedName) {
  const { showSaveFilePicker } =
    /** @type {{ showSaveFilePicker: (options: SaveOptions) => Promise<FileHandle> }} */ (
      /** @type {unknown} */ (globalThis)
    );
  return showSaveFilePicker({ suggestedName }).catch(() => undefined);
}

/** @param {string} url */
function nameOf(url) {
  return decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');
}

/** @param {unknown} error */
function failureOf(error) {
  return error instanceof Error && error.message !== '' ? error.message : 'The download failed.';
}
