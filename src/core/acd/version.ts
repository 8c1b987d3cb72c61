/** Names the rules that `step` follows. Equal decisions for equal inputs are promised within one version only. */
export const CORE_VERSION = '1.9.0';
