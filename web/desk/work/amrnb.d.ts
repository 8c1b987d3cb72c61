declare module 'benz-amr-recorder/src/amrnb.js' {
  /** Answers `{command: 'decode', buffer}` with `{amr}`: samples at 8 kHz from -1 to 1, or null. */
  export default function decoder(): void;
}
