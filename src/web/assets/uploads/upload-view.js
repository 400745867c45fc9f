// @ts-check
/** The field to upload masters with: choose files or drop them, see how far they are. They come one after the other. */
import { byId, html, setText } from '../shared/dom.js';
import { bytes, percentage } from '../shared/format.js';
import { problemIn } from '../shared/problem.js';
import { upload } from './tus-client.js';

/** How many finished, failed and waiting uploads are shown. */
const MAX_SHOWN = 20;

/**
 * @typedef {object} UploadListeners
 * @property {() => string} chosen the asset that is chosen for playback, empty if none is
 * @property {(asset: string, plays: boolean) => void} onUploaded `plays`: it is the first of those chosen together, and no other
 *   asset has been chosen since
 * @property {() => void} onKeyRequired
 */

/** @param {UploadListeners} listeners */
export function createUploadView({ chosen, onUploaded, onKeyRequired }) {
  const panel = byId('upload', HTMLElement);
  const field = byId('upload-files', HTMLInputElement);
  const list = byId('uploads', HTMLElement);
  const note = byId('upload-note', HTMLElement);
  /** @type {Promise<void>} */
  let last = Promise.resolve();

  /** @param {Iterable<File>} files */
  const addAll = (files) => {
    /** @type {string | undefined} */
    let chosenBefore = chosen();
    for (const file of mastersFirst(files)) {
      const row = createRow(file);
      list.prepend(row.element);
      for (const old of [...list.children].slice(MAX_SHOWN)) if (old.classList.contains('over')) old.remove();
      const before = chosenBefore;
      last = last.then(() => run(file, row, before));
      chosenBefore = undefined;
    }
  };

  /**
   * @param {File} file
   * @param {ReturnType<typeof createRow>} row
   * @param {string | undefined} chosenBefore what was chosen when the first of several files was; undefined for the others
   */
  const run = async (file, row, chosenBefore) => {
    if (row.signal.aborted) return;
    try {
      const asset = await upload({ file, onProgress: row.progress, signal: row.signal });
      row.end('Uploaded');
      setText(note, `${file.name} is uploaded.`);
      onUploaded(asset, chosen() === chosenBefore);
    } catch (error) {
      const problem = problemIn(error);
      if (problem.status === 401) onKeyRequired();
      if (row.signal.aborted) return;
      row.end(problem.detail, true);
      setText(note, `${file.name} could not be uploaded. ${problem.detail}`);
    }
  };

  field.addEventListener('change', () => {
    addAll(field.files ?? []);
    field.value = '';
  });
  acceptDrops(panel, addAll);

  return {
    /** @param {boolean} isOpen whether the origin takes uploads */
    show(isOpen) {
      panel.hidden = !isOpen;
    },
  };
}

/** Extensions of files that belong to a master by their names. */
const BESIDE = /\.(?:vtt|srt|ass|ssa|jpe?g|png|webp|json)$/i;

/**
 * The origin takes a file beside a master only where that is.
 * @param {Iterable<File>} files
 */
function mastersFirst(files) {
  return [...files].sort((a, b) => Number(BESIDE.test(a.name)) - Number(BESIDE.test(b.name)));
}

/**
 * Files may be dropped anywhere on the page, where the browser would otherwise open them.
 * @param {HTMLElement} panel shows that they can
 * @param {(files: Iterable<File>) => void} onFiles
 */
function acceptDrops(panel, onFiles) {
  const isOfFiles = (/** @type {DragEvent} */ event) =>
    !panel.hidden && (event.dataTransfer?.types.includes('Files') ?? false);
  document.addEventListener('dragover', (event) => {
    if (!isOfFiles(event)) return;
    event.preventDefault();
    panel.classList.add('target');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) panel.classList.remove('target');
  });
  document.addEventListener('drop', (event) => {
    if (!isOfFiles(event)) return;
    event.preventDefault();
    panel.classList.remove('target');
    onFiles(event.dataTransfer?.files ?? []);
  });
}

/** @param {File} file */
function createRow(file) {
  const cancelling = new AbortController();
  const bar = html('progress', {
    max: Math.max(1, file.size),
    value: 0,
    'aria-label': `Upload of ${file.name}`,
  });
  const note = html('span', { class: 'facts' }, 'Waiting');
  const cancel = html(
    'button',
    { type: 'button' },
    'Cancel',
    html('span', { class: 'unseen' }, ` ${file.name}`),
  );
  const element = html('li', {}, html('span', { class: 'name' }, file.name), cancel, bar, note);
  cancel.addEventListener('click', () => {
    cancelling.abort();
    end('Cancelled');
  });
  /**
   * @param {string} text
   * @param {boolean} [failed]
   */
  const end = (text, failed = false) => {
    setText(note, text);
    bar.remove();
    cancel.remove();
    element.classList.add('over');
    element.classList.toggle('failed', failed);
  };
  return {
    element,
    end,
    signal: cancelling.signal,
    /** @param {number} sent */
    progress(sent) {
      bar.value = sent;
      setText(note, `${percentage(sent, file.size)} of ${bytes(file.size)}`);
    },
  };
}
