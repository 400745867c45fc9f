/** A benchmark and its outcome. Every file in bench/ has a `Bench` as its default export. */

export interface Bench {
  /** The name on the command line: `./run bench cold`. */
  readonly name: string;
  /** One sentence: what is compared with what. */
  readonly question: string;
  /** The goal in words: `at most 1.0`. */
  readonly goal: string;
  /** Whether it needs a browser; `./run bench quick` leaves it out then. */
  readonly needsBrowser?: boolean;
  run(options: BenchOptions): Promise<Outcome>;
}

export interface BenchOptions {
  /** A version of some ten seconds: the same comparison with fewer pairs and less data. */
  readonly quick: boolean;
  /** The arguments after the bench's name. */
  readonly args: readonly string[];
  /** Reports progress, which is not stored. */
  progress(line: string): void;
}

/** Two sides measured in turn in one run: equal indexes in both lists are a pair. */
export interface Comparison {
  readonly name: string;
  /** `ms`, `s`, `MB/s`, `requests/s`… */
  readonly unit: string;
  /** The other side: `ffmpeg`, `nginx`, `bare Node`. */
  readonly other: string;
  readonly onplay: readonly number[];
  readonly theirs: readonly number[];
}

/** A measurement of Onplay alone; several values if it was repeated. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
}

/** A curve of a chart. */
export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Chart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly curves: readonly Curve[];
}

export interface Outcome {
  readonly comparisons?: readonly Comparison[];
  readonly figures?: readonly Figure[];
  readonly charts?: readonly Chart[];
  /** What the figures assume where something is modelled instead of measured. */
  readonly assumptions?: readonly string[];
  readonly goalMet: boolean;
  /** The last printed line, just the result: `cold ratio 0.97`. */
  readonly summary: string;
}
