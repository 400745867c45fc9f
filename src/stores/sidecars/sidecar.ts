/** Sidecars: files beside a master that belong to it, by their names alone. Plain values. */

/** `text` is shown, `audio` is heard in place of the master's, `poster` stands for the film, `metadata` says what is not in the master. */
export type SidecarRole = 'text' | 'audio' | 'poster' | 'metadata';

/** What the name of a sidecar says. */
export interface SidecarFacts {
  readonly role: SidecarRole;
  /** The extension in lower case: `vtt`. */
  readonly format: string;
  /** BCP 47, or `und`. */
  readonly language: string;
  /** Text for what is said in another language than the audio's, to be shown to every viewer of that language. */
  readonly forced: boolean;
  /** Text that also says what is heard, for viewers who hear badly or not. */
  readonly sdh: boolean;
  /** Audio that also says what is seen, for viewers who see badly or not. */
  readonly description: boolean;
}

/** A sidecar by its name. */
export interface NamedSidecar extends SidecarFacts {
  /** The file name in the folder of the master, as it is stored. */
  readonly name: string;
}

/** One version of a stored sidecar. */
export interface Sidecar extends NamedSidecar {
  /** Changes whenever the stored bytes may have changed. Safe to use in URLs and file names. */
  readonly version: string;
  /** In bytes. */
  readonly size: number;
}

/** A file that has the name of a sidecar and is not used. */
export interface IgnoredSidecar {
  /** As in `NamedSidecar`; it may have any character. */
  readonly name: string;
  readonly problem: SidecarProblem;
  /** What is wrong in particular, as a sentence. */
  readonly detail?: string;
}

const PROBLEMS = {
  tag_unknown:
    'its name has a part that is neither a language (BCP 47) nor forced, sdh, cc or ad where that has a meaning',
  tag_repeated: 'its name has two languages, or the same word twice',
  format_unsupported: 'files of this kind are not read',
  duplicate: 'another file of the same language and purpose is preferred',
  too_large: 'it is larger than files of this kind may be',
  too_many: 'more files belong to this master than one may have',
  unreadable: 'it cannot be read',
  refused: 'it cannot be played',
  malformed: 'its content is malformed',
} as const;

export type SidecarProblem = keyof typeof PROBLEMS;

/** A sentence for operators; the name is quoted, whatever characters it has. */
export function ignoredSidecarText({ name, problem, detail }: IgnoredSidecar): string {
  const more = detail === undefined ? '' : `. ${detail}`;
  return `${JSON.stringify(name)} is not used: ${PROBLEMS[problem]}${more}`;
}
