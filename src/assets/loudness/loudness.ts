/** How loud the audio of an asset is, by EBU R 128. */

export interface Loudness {
  /** Integrated loudness (ITU-R BS.1770), in LUFS; absent for silence. */
  readonly integrated?: number;
  /** The highest true peak, in dBTP; absent for silence, and where not all of the audio was measured. */
  readonly truePeak?: number;
}
